// SPDX-License-Identifier: Apache-2.0
#include "report/redaction.hpp"

#include "files.hpp"
#include "report/known_words.hpp"
#include "text.hpp"

#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

namespace openbeid::cli {

namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t most_digits = 5; ///< of a number that stays

bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/// What words and numbers are made of. Bytes beyond ASCII are letters: names have accents.
bool is_part(char letter)
{
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0x80 || std::isalnum(byte) != 0 || letter == '_';
}

/// Marks that may stand between the digits of one number, one or two of them: "80.07.08 - 003".
bool joins_digits(std::string_view gap)
{
    return gap.size() <= 3 && gap.find_first_not_of(" .-/:%+()=") == std::string_view::npos;
}

bool has_digit(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), is_digit);
}

/// 0F, 3B98, 0x80100068: digits, also hexadecimal, of which a byte or half of one may be letters
/// only.
bool is_number(std::string_view text)
{
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    return (has_digit(text) || text.size() <= 2) &&
           std::all_of(text.begin(), text.end(), [](unsigned char letter) {
               return std::isxdigit(letter) != 0;
           });
}

bool is_pcsc_code(std::string_view text)
{
    constexpr std::size_t code_size = 8;
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    return text.size() == code_size && text.starts_with("801000");
}

std::size_t part_size(std::string_view text)
{
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_part);
    return static_cast<std::size_t>(end - text.begin());
}

/// How much of the text is one number, however it is written, and how many digits that has.
struct Run {
    std::size_t size{0};
    std::size_t digits{0};
};

Run number_at(std::string_view text)
{
    Run run;
    std::size_t next = 0;
    while (true) {
        const auto size = part_size(text.substr(next));
        if (size == 0 || !is_number(text.substr(next, size))) {
            return has_digit(text.substr(0, run.size)) ? run : Run{};
        }
        // A return code of PC/SC, which is no number of anybody.
        const bool code = run.size == 0 && is_pcsc_code(text.substr(0, size));
        run = {next + size, run.digits + (code ? 0 : size)};
        auto end = run.size;
        while (end < text.size() && !is_part(text[end])) {
            ++end;
        }
        if (!joins_digits(text.substr(run.size, end - run.size))) {
            return has_digit(text.substr(0, run.size)) ? run : Run{};
        }
        next = end;
    }
}

/// How much of the text is blanks, and a number behind them; 0 if there is no number.
std::size_t number_behind(std::string_view text)
{
    const auto blanks = std::min(text.find_first_not_of(' '), text.size());
    const auto number = number_at(text.substr(blanks)).size;
    return number == 0 ? 0 : blanks + number;
}

} // namespace

Redaction::Redaction() : key_(key_size), home_{home().string()}
{
    if (::RAND_bytes(key_.data(), static_cast<int>(key_.size())) != 1) {
        throw std::runtime_error{"no random numbers"}; // an unkeyed hash would hide nothing
    }
}

std::string Redaction::hashed(std::string_view text) const
{
    constexpr std::size_t shown = 2; // of the hash: enough to compare, too little to guess from
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    const Bytes data{text.begin(), text.end()};
    ::HMAC(::EVP_sha256(),
           key_.data(),
           static_cast<int>(key_.size()),
           data.data(),
           data.size(),
           hash.data(),
           &size);
    return "#" + hex(ByteView{hash}.first(shown));
}

std::string Redaction::words(std::string_view text, const Known& known) const
{
    std::string clean;
    while (!text.empty()) {
        const auto number = number_at(text);
        const auto word = number.size == 0 ? part_size(text) : 0;
        auto size = std::max<std::size_t>(number.size + word, 1);
        bool stays = number.digits <= most_digits;
        if (word != 0 && !known(text.substr(0, word))) {
            stays = false;
            size += number_behind(text.substr(word)); // of a date: its month may be a word
        }
        const auto part = text.substr(0, size);
        clean += stays ? std::string{part} : hashed(part);
        text.remove_prefix(size);
    }
    return clean;
}

std::string Redaction::paths(std::string_view text) const
{
    std::string own{text};
    for (auto place = own.find(home_); home_.size() > 1 && place != std::string::npos;
         place = own.find(home_, place + 1)) {
        own.replace(place, home_.size(), "~");
    }
    // Of "abc.default-release" each part is looked at; ".mozilla" is the word "mozilla".
    return words(own, [](std::string_view word) { return is_known_word(word); });
}

std::string Redaction::reader(std::string_view text) const
{
    std::string clean;
    while (!text.empty()) {
        const auto open = text.find('(');
        clean += words(text.substr(0, open), [](std::string_view word) {
            // SCR3310 is a model, OKCM00123 a serial number.
            constexpr std::size_t longest_model = 8;
            return word.size() <= longest_model || !has_digit(word);
        });
        if (open == std::string_view::npos) {
            break;
        }
        const auto close = std::min(text.find(')', open), text.size() - 1);
        clean += hashed(text.substr(open, close + 1 - open));
        text.remove_prefix(close + 1);
    }
    return clean;
}

} // namespace openbeid::cli
