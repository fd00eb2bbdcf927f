// SPDX-License-Identifier: Apache-2.0
#include "identity/jpeg.hpp"
#include "support.hpp"

using namespace openbeid;
using namespace openbeid::identity;
using crypto::hex;

namespace {

/// Start, an APP0 segment that holds a whole JPEG as a thumbnail would, a frame header.
constexpr const char* head = "FFD8 FFE0 000A FFD8 FFDA FFD9 FFD9 FFC0 0004 0802";
constexpr const char* scan = "FFDA 0003 01 12FF0034 FFD0 56FF00 FFD7 FF00";
constexpr const char* end = "FFD9";

Bytes jpeg()
{
    return hex(std::string{head} + scan + end);
}

JpegState state_of(const char* bytes)
{
    return measure_jpeg(hex(bytes)).state;
}

} // namespace

TEST_CASE("a JPEG ends behind its last marker, whatever follows", "[identity][jpeg]")
{
    auto bytes = jpeg();
    const auto size = bytes.size();
    for (const auto* const more : {"", "00", "FF", "FFD9", "0000000000000000"}) {
        CAPTURE(more);
        auto longer = bytes;
        longer += hex(more);
        const auto extent = measure_jpeg(longer);
        CHECK(extent.state == JpegState::complete);
        CHECK(extent.size == size);
    }
}

TEST_CASE("of a JPEG cut short it is known how much more is needed", "[identity][jpeg]")
{
    const auto bytes = jpeg();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        const auto extent = measure_jpeg(ByteView{bytes}.first(size));
        CHECK(extent.state == JpegState::incomplete);
        CHECK(extent.size > size);
        CHECK(extent.size <= bytes.size());
    }
    // A long segment is skipped without its bytes.
    CHECK(measure_jpeg(hex("FFD8 FFE1 FFFF")).size == 4 + 0xFFFF + 2);
}

TEST_CASE("several scans, fill bytes and restarts are gone through", "[identity][jpeg]")
{
    const auto two = hex(std::string{head} + scan + "FFC4 0003 00 FFDA 0002 AA" + end);
    CHECK(measure_jpeg(two).size == two.size());
    const auto filled = hex("FFD8 FFFFFFE0 0002 FFDA 0002 AA FFFFFF D9");
    CHECK(measure_jpeg(filled).state == JpegState::complete);
    CHECK(measure_jpeg(filled).size == filled.size());
    const auto standing_alone = hex("FFD8 FF01 FFD3 FFDA 0002 FFD9");
    CHECK(measure_jpeg(standing_alone).size == standing_alone.size());
}

TEST_CASE("what is no JPEG is told as soon as it shows", "[identity][jpeg]")
{
    for (const auto* const bytes : {"00",
                                    "FE",
                                    "FFD9",
                                    "FFFF",
                                    "89504E470D0A1A0A",
                                    "FFD8 00",
                                    "FFD8 FF00",
                                    "FFD8 FFD8",
                                    "FFD8 FFD9",
                                    "FFD8 FF02 0002",
                                    "FFD8 FFBF 0002",
                                    "FFD8 FFE0 0000",
                                    "FFD8 FFE0 0001",
                                    "FFD8 FFE0 0002 AA",
                                    "FFD8 FFDA 0001",
                                    "FFD8 FFE0 0002 FFD9"}) {
        CAPTURE(bytes);
        CHECK(state_of(bytes) == JpegState::not_jpeg);
        CHECK(measure_jpeg(hex(bytes)).size == 0);
    }
    CHECK(measure_jpeg(Bytes(4096)).state == JpegState::not_jpeg);
}

TEST_CASE("a JPEG without end is incomplete for ever", "[identity][jpeg]")
{
    auto bytes = hex(std::string{head} + "FFDA 0002");
    bytes.resize(1U << 20U, 0x55);
    CHECK(measure_jpeg(bytes).state == JpegState::incomplete);
    CHECK(measure_jpeg(bytes).size == bytes.size() + 1);
    Bytes filled{0xFF, 0xD8};
    filled.resize(1U << 20U, 0xFF);
    CHECK(measure_jpeg(filled).state == JpegState::incomplete);
}
