// SPDX-License-Identifier: Apache-2.0
#include "report/log_excerpt.hpp"

#include "files.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

/// The last bytes of an ordinary file.
std::string end_of(const fs::path& file, std::uintmax_t size)
{
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
        return {};
    }
    const auto whole = fs::file_size(file, error);
    std::ifstream stream{file, std::ios::binary};
    stream.seekg(static_cast<std::streamoff>(whole > size ? whole - size : 0));
    std::ostringstream text;
    text << stream.rdbuf();
    return error || !stream ? std::string{} : std::move(text).str();
}

bool is_text(char letter)
{
    return letter >= ' ' && letter <= '~';
}

bool is_letter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// The words in the texts of a program file. What has no blank or underscore is no text of the log.
std::set<std::string, std::less<>> words_in(const fs::path& program)
{
    constexpr std::uintmax_t limit = 64UL * 1024 * 1024;
    constexpr std::ptrdiff_t shortest = 6;
    const auto content = end_of(program, limit);
    std::set<std::string, std::less<>> words;
    for (auto from = content.begin(); from != content.end();) {
        const auto to = std::find_if_not(from, content.end(), is_text);
        const std::string_view text{from, to};
        if (to - from >= shortest && text.find_first_of(" _") != std::string_view::npos) {
            for (auto word = from; word != to;) {
                const auto end = std::find_if_not(word, to, is_letter);
                words.emplace(word, end);
                word = end == to ? to : end + 1;
            }
        }
        from = to == content.end() ? to : to + 1;
    }
    return words;
}

fs::path log_file()
{
    if (const auto named = environment("OPENBEID_LOG_FILE"); !named.empty()) {
        return named;
    }
    const auto folder = environment("XDG_RUNTIME_DIR");
    return folder.empty() ? fs::path{} : fs::path{folder} / "openbeid/log";
}

class Excerpt {
public:
    Excerpt(const Redaction& redact, const fs::path& module)
        : redact_{redact}, words_{words_in(module)}
    {
    }

    /// Empty if it is none of the log's lines.
    [[nodiscard]] std::string line(const std::string& text) const
    {
        static const std::regex format{
            R"((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}) \d+/\d+ openbeid )"
            R"((error|warning|info|debug): (.*))"};
        // The four bytes that every command begins with say what is done, and hold no data.
        static const std::regex command{R"((APDU(?: [0-9A-F]{2}){4})(:| \(\d{1,3} bytes\).*))"};
        constexpr std::size_t longest = 500; // std::regex needs stack for each character
        std::smatch parts;
        if (text.size() > longest || !std::regex_match(text, parts, format)) {
            return {};
        }
        const auto start = parts[1].str() + " " + parts[2].str() + ": ";
        auto said = parts[3].str();
        if (!std::regex_match(said, parts, command)) {
            return start + clean(said);
        }
        return start + parts[1].str() + clean(parts[2].str());
    }

private:
    [[nodiscard]] std::string clean(std::string_view text) const
    {
        return redact_.words(text, [this](std::string_view word) {
            const bool letters = std::any_of(word.begin(), word.end(), [](unsigned char byte) {
                return std::isalpha(byte) != 0;
            });
            // Machine code has each letter somewhere, and spelled out they tell a name.
            const bool single = word.size() == 1 && word != "a";
            return letters && !single && words_.contains(word);
        });
    }

    const Redaction& redact_;
    std::set<std::string, std::less<>> words_;
};

} // namespace

Json log_excerpt(const Redaction& redact, const std::filesystem::path& module)
{
    constexpr std::uintmax_t most_bytes = 64UL * 1024;
    constexpr std::size_t most_lines = 200;
    std::istringstream log{end_of(log_file(), most_bytes)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(log, line);) {
        lines.push_back(std::move(line));
    }
    const Excerpt excerpt{redact, module};
    Json kept = Json::array();
    std::size_t left_out = lines.size() - std::min(lines.size(), most_lines);
    for (auto i = left_out; i < lines.size(); ++i) {
        if (auto line = excerpt.line(lines[i]); !line.empty()) {
            kept.push_back(std::move(line));
        } else {
            ++left_out;
        }
    }
    return {{"lines", std::move(kept)}, {"left_out", left_out}};
}

} // namespace openbeid::cli
