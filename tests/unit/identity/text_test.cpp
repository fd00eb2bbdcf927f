// SPDX-License-Identifier: Apache-2.0
#include "identity/files.hpp"
#include "identity/utf8.hpp"
#include "support.hpp"

#include <openbeid/identity.hpp>

using namespace openbeid;
using namespace openbeid::identity;
using crypto::error_of;
using crypto::hex;

TEST_CASE("UTF-8 is kept as it is", "[identity][text]")
{
    for (const std::string_view text :
         {"", "abc", "Zoë", "Łukasiewicz", "Ærøskøbing", "日本", "😀"}) {
        CHECK(to_text(text_bytes(text)) == text);
    }
    CHECK(to_text(hex("EFBFBF F48FBFBF EE8080 ED9FBF")) == "\xEF\xBF\xBF\xF4\x8F\xBF\xBF\xEE\x80"
                                                           "\x80\xED\x9F\xBF");
}

TEST_CASE("each maximal part of an ill-formed sequence is replaced", "[identity][text]")
{
    struct Case {
        const char* bytes;
        std::string text; // R stands for U+FFFD
    };
    // The Unicode Standard, tables 3-8 to 3-11, and sequences that end too early.
    for (const auto& [bytes, text] : {Case{"C0AF E080BF F08182 41", "RRRRRRRRA"},
                                      Case{"EDA080 EDBFBF EDAF 41", "RRRRRRRRA"},
                                      Case{"F4919293 FF 41 80BF 42", "RRRRRARRB"},
                                      Case{"E180E2 F09192 F1BF 41", "RRRRA"},
                                      Case{"41 C3", "AR"},
                                      Case{"E282", "R"},
                                      Case{"F09F98", "R"},
                                      Case{"F5808080", "RRRR"}}) {
        CAPTURE(bytes);
        std::string expected;
        for (const auto character : text) {
            expected += character == 'R' ? std::string{"\xEF\xBF\xBD"} : std::string{character};
        }
        CHECK(to_text(hex(bytes)) == expected);
    }
}

TEST_CASE("card numbers are shown as they are printed", "[identity][number]")
{
    CHECK(format_card_number("000001014759") == "000-0010147-59");
    CHECK(format_card_number("B123456789") == "B 1234567 89");
    for (const std::string text :
         {"", "12345678", "ABC123456", "B12345678X", "00000101475x", "b123456789"}) {
        CHECK(format_card_number(text) == text);
    }
}

TEST_CASE("national numbers are shown as they are printed", "[identity][number]")
{
    CHECK(format_national_number("98082100029") == "98.08.21-000.29");
    for (const std::string text :
         {"", "9808210002", "980821000290", "9808210002x", "9808210002900"}) {
        CHECK(format_national_number(text) == text);
    }
}

TEST_CASE("check digits are checked where they are known", "[identity][number]")
{
    CHECK(check_card_number("000001014759") == CheckDigits::right);
    CHECK(check_card_number("000001014758") == CheckDigits::wrong);
    CHECK(check_card_number("000000009797") == CheckDigits::right); // 97 stands for 0
    CHECK(check_card_number("000000009700") == CheckDigits::wrong);
    CHECK(check_card_number("B123456789") == CheckDigits::unknown);
    CHECK(check_card_number("") == CheckDigits::unknown);

    CHECK(check_national_number("98082100029", 1998) == CheckDigits::right);
    CHECK(check_national_number("98082100029", {}) == CheckDigits::right);
    CHECK(check_national_number("98082100029", 2098) == CheckDigits::wrong);
    CHECK(check_national_number("98082100030", {}) == CheckDigits::wrong);
    // 2000000000 + 117121006 leaves 12: the check digits of one born since 2000.
    const auto digits = std::to_string(97 - 2'117'121'006 % 97);
    const auto number = "117121006" + (digits.size() == 1 ? "0" + digits : digits);
    CHECK(check_national_number(number, 2011) == CheckDigits::right);
    CHECK(check_national_number(number, 1911) == CheckDigits::wrong);
    CHECK(check_national_number(number, {}) == CheckDigits::right);
    CHECK(check_national_number("1234567890123", {}) == CheckDigits::unknown);
}

TEST_CASE("token information tells the versions of personalisation", "[identity][token-info]")
{
    auto file = hex("30270201000410534C494E336600296CFF232CF7131031800642454C504943030204309E0403"
                    "020000");
    const auto info = parse_token_info(file);
    REQUIRE(info);
    CHECK(to_hex(info->serial_number) == "534C494E336600296CFF232CF7131031");
    CHECK(info->label == "BELPIC");
    CHECK(info->graphical_version == 3);
    CHECK(info->electrical_version == 2);
    CHECK(info->electrical_interface_version == 0);
    CHECK(info->reserved == 0);

    file.resize(file.size() + 20);
    CHECK(parse_token_info(file));
}

TEST_CASE("what is no token information is malformed", "[identity][token-info]")
{
    const auto file = hex("30270201000410534C494E336600296CFF232CF7131031800642454C504943030204309E"
                          "0403020000");
    for (std::size_t size = 0; size < file.size(); ++size) {
        CHECK(error_of(parse_token_info(ByteView{file}.first(size))) == Errc::malformed);
    }
    CHECK(error_of(parse_token_info(Bytes(41))) == Errc::malformed);
    CHECK(error_of(parse_token_info(Bytes(41, 0xFF))) == Errc::malformed);
    CHECK(error_of(parse_token_info(hex("3000"))) == Errc::malformed);
    CHECK(error_of(parse_token_info(hex("3003 9E0401"))) == Errc::malformed);
    CHECK(error_of(parse_token_info(hex("3006 9E0401020304"))) == Errc::malformed);
}
