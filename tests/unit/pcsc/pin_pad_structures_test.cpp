// SPDX-License-Identifier: Apache-2.0
// Bytes against the card reference, §6.1 to §6.5.
#include "pcsc/pin_pad_features.hpp"
#include "pcsc/pin_pad_structures.hpp"
#include "pin_commands.hpp"
#include "support/catch.hpp"

using namespace openbeid;
using namespace openbeid::test;
using namespace openbeid::pcsc;

namespace {

} // namespace

TEST_CASE("features are found by their length bytes, not in steps of six", "[pcsc][pin-pad]")
{
    // The example of the reference, and a feature of another length between the two.
    for (const auto* const answer :
         {"06 04 00 31 20 30 07 04 00 31 20 34", "06 04 00 31 20 30 20 01 AA 07 04 00 31 20 34"}) {
        const auto features = parse_features(hex(answer));
        CHECK(features.verify_direct == 0x00312030U);
        CHECK(features.modify_direct == 0x00312034U);
        CHECK_FALSE(features.verify_start);
        CHECK(features.can_verify());
        CHECK(features.can_modify());
    }
}

TEST_CASE("every feature that is used has its tag", "[pcsc][pin-pad]")
{
    const auto features = parse_features(
        hex("01 04 42 33 00 01 02 04 42 33 00 02 03 04 42 33 00 03 04 04 42 33 00 04"
            "05 04 42 33 00 05 0A 04 42 33 00 0A 12 04 42 33 00 12 80 04 42 33 00 80"));
    CHECK(features.verify_start == 0x42330001U);
    CHECK(features.verify_finish == 0x42330002U);
    CHECK(features.modify_start == 0x42330003U);
    CHECK(features.modify_finish == 0x42330004U);
    CHECK(features.key_pressed == 0x42330005U);
    CHECK(features.properties == 0x42330012U);
    CHECK_FALSE(features.verify_direct);
    CHECK(features.can_verify());
    CHECK(features.can_modify());
}

TEST_CASE("half of a pair of features is none", "[pcsc][pin-pad]")
{
    CHECK_FALSE(parse_features(hex("01 04 00 00 00 01 03 04 00 00 00 03")).can_verify());
    CHECK_FALSE(parse_features(hex("01 04 00 00 00 01 03 04 00 00 00 03")).can_modify());
    CHECK_FALSE(parse_features(hex("0A 04 00 00 00 01")).can_verify());
    CHECK_FALSE(parse_features({}).can_verify());
}

TEST_CASE("odd feature lists say nothing and break nothing", "[pcsc][pin-pad]")
{
    CHECK(parse_features(hex("06 04 00 00 00 01 06 04 00 00 00 02")).verify_direct == 1U);
    CHECK_FALSE(parse_features(hex("06 03 00 00 01")).verify_direct);
    CHECK_FALSE(parse_features(hex("06 05 00 00 00 01 00")).verify_direct);
    CHECK_FALSE(parse_features(hex("06 FF 00 00 00 01")).verify_direct);
    const auto whole = hex("12 04 00 00 00 12 06 04 00 31 20 30 07 04 00 31 20 34");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        const auto features = parse_features(ByteView{whole}.first(size));
        CHECK(features.properties.has_value() == (size >= 6));
        CHECK(features.verify_direct.has_value() == (size >= 12));
        CHECK_FALSE(features.modify_direct);
    }
    // Every pair of bytes as the whole answer, and as the beginning of a longer one.
    for (unsigned pair = 0; pair < 0x10000U; ++pair) {
        Bytes answer{static_cast<std::uint8_t>(pair >> 8U), static_cast<std::uint8_t>(pair)};
        CHECK_FALSE(parse_features(answer).can_verify());
        answer.resize(264, 0x06);
        static_cast<void>(parse_features(answer));
        const auto sizes = parse_pin_sizes(answer);
        REQUIRE(sizes.min >= 4);
        REQUIRE(sizes.min <= sizes.max);
        REQUIRE(sizes.max <= 12);
    }
}

TEST_CASE("a pad's own limits narrow the length of a PIN", "[pcsc][pin-pad]")
{
    const auto sizes = [](std::string_view properties) { return parse_pin_sizes(hex(properties)); };
    CHECK(sizes("") == PinSizes{.min = 4, .max = 12});
    CHECK(sizes("06 01 04 07 01 08") == PinSizes{.min = 4, .max = 8});
    CHECK(sizes("01 02 10 02 07 01 08 02 01 07") == PinSizes{.min = 4, .max = 8});
    CHECK(sizes("06 01 00 07 01 10") == PinSizes{.min = 4, .max = 12});
    CHECK(sizes("06 01 06") == PinSizes{.min = 6, .max = 12});
    CHECK(sizes("07 01 00") == PinSizes{.min = 4, .max = 12});
    CHECK(sizes("07 01 03") == PinSizes{.min = 4, .max = 12});
    CHECK(sizes("06 01 09 07 01 08") == PinSizes{.min = 4, .max = 12});
    CHECK(sizes("07 02 08 00") == PinSizes{.min = 4, .max = 12});
}

TEST_CASE("the structure for VERIFY is the reference's, byte by byte", "[pcsc][pin-pad]")
{
    const auto structure = verify_structure(hex(verify_command), {.language = 0x0813});
    CHECK(to_hex(structure) == to_hex(hex("1E 1E 89 47 04 0C 04 02 01 13 08 00 00 00 00 0D 00 00 00"
                                          "00 20 00 01 08 20 FF FF FF FF FF FF FF")));
}

TEST_CASE("the structure for a change is the reference's, byte by byte", "[pcsc][pin-pad]")
{
    const auto structure = modify_structure(hex(change_command), {.language = 0x080C});
    CHECK(to_hex(structure) ==
          to_hex(hex("1E 1E 89 47 04 00 08 0C 04 03 02 03 0C 08 00 01 02 00 00 00 15 00 00 00"
                     "00 24 00 01 10 20 FF FF FF FF FF FF FF 20 FF FF FF FF FF FF FF")));
}

TEST_CASE("readers with less get what they understand", "[pcsc][pin-pad]")
{
    const auto structure =
        verify_structure(hex(verify_command),
                         {.plain_format = true, .sizes = {.min = 4, .max = 8}, .language = 0x0409});
    CHECK(to_hex(ByteView{structure}.first(11)) == to_hex(hex("1E 1E 01 47 04 08 04 02 01 09 04")));
}

TEST_CASE("the pad speaks the user's language, else English", "[pcsc][pin-pad]")
{
    CHECK(language_id("nl_BE.UTF-8") == 0x0813);
    CHECK(language_id("fr_BE") == 0x080C);
    CHECK(language_id("fr@euro") == 0x080C);
    CHECK(language_id("de") == 0x0407);
    CHECK(language_id("en_US.UTF-8") == 0x0409);
    CHECK(language_id("C.UTF-8") == 0x0409);
    CHECK(language_id("nld") == 0x0409);
    CHECK(language_id("") == 0x0409);
}

TEST_CASE("readers that are special are known by their names", "[pcsc][pin-pad]")
{
    CHECK(quirks_of("Gemplus GemPC Pinpad 00 00").unusable);
    CHECK(quirks_of("SCM Microsystems Inc. SPRx32 USB Smart Card Reader 00 00")
              .plain_format_before_5_06);
    CHECK(quirks_of("Cherry SmartCard Keyboard 00 00").needs_pause);
    const auto ordinary = quirks_of("VASCO DIGIPASS 870 [CCID] 00 00");
    CHECK_FALSE(ordinary.unusable);
    CHECK_FALSE(ordinary.plain_format_before_5_06);
    CHECK_FALSE(ordinary.needs_pause);
}
