// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "tlv/records.hpp"

#include <vector>

using namespace openbeid;
using tlv::RecordReader;

namespace {

using Records = std::vector<std::pair<std::uint8_t, Bytes>>;

struct Walk {
    Records records;
    bool complete{false};
};

Walk walk(const Bytes& file)
{
    RecordReader reader{file};
    Walk result;
    for (auto record = reader.next(); record; record = reader.next()) {
        result.records.emplace_back(record->tag, Bytes{record->value.begin(), record->value.end()});
    }
    result.complete = reader.complete();
    CHECK_FALSE(reader.next()); // and stays at the end
    return result;
}

} // namespace

TEST_CASE("records end with the file or with the padding", "[tlv][records]")
{
    struct Case {
        const char* name;
        Bytes file;
        Records records;
        bool complete;
    };
    // Card reference §3.1 and §9.6.
    const auto [name, file, records, complete] = GENERATE(values<Case>(
        {{"nothing", {}, {}, true},
         {"one", {0x01, 0x02, 'a', 'b'}, {{1, {'a', 'b'}}}, true},
         {"empty fields", {0x19, 0x00, 0x1A, 0x00}, {{0x19, {}}, {0x1A, {}}}, true},
         {"padding", {0x03, 0x01, 'U', 0, 0, 0}, {{3, {'U'}}}, true},
         {"the structure version", {0, 2, 0, 2, 1, 1, 'x'}, {{0, {0, 2}}, {1, {'x'}}}, true},
         {"only zeros", Bytes(121), {}, true},
         {"a tag without length", {0x01, 0x00, 0x02}, {{1, {}}}, false},
         {"a value that runs out", {0x01, 0x03, 'a', 'b'}, {}, false},
         {"a length that runs out", {0x01, 0xFF}, {}, false},
         {"lengths without end", Bytes(64, 0xFF), {}, false},
         {"an unknown tag", {0x2A, 0x03, 1, 2, 3, 0x07, 0}, {{0x2A, {1, 2, 3}}, {7, {}}}, true}}));
    CAPTURE(name);
    const auto result = walk(file);
    CHECK((result.records == records));
    CHECK(result.complete == complete);
}

TEST_CASE("lengths from 255 on are summed", "[tlv][records]")
{
    const auto [coded, size] = GENERATE(std::pair<Bytes, std::size_t>{{0xFE}, 254},
                                        std::pair<Bytes, std::size_t>{{0xFF, 0x00}, 255},
                                        std::pair<Bytes, std::size_t>{{0xFF, 0x05}, 260},
                                        std::pair<Bytes, std::size_t>{{0xFF, 0xFF, 0x01}, 511});
    Bytes file{0x05};
    file.insert(file.end(), coded.begin(), coded.end());
    file.resize(file.size() + size, 0x41);
    const auto result = walk(file);
    REQUIRE(result.records.size() == 1);
    CHECK(result.records[0].second == Bytes(size, 0x41));
    CHECK(tlv::find_record(file, 0x05)->size() == size);
    CHECK_FALSE(tlv::find_record(file, 0x06));
}
