// SPDX-License-Identifier: Apache-2.0
// READ RECORD (card reference §5.13).
#include "card/files.hpp"
#include "file_content.hpp"

using namespace openbeid;
using namespace card::data;
using card::ef_authentication_certificate; // any path will do
using test::hex;
using test::ScriptedTransport;
using test::Step;

namespace {

constexpr std::uint8_t tag = 0x07;
constexpr const char* read_record_7 = "80 B2 07 07 00";

Result<std::optional<Bytes>> record_with(std::initializer_list<Step> steps,
                                         std::uint8_t version = 0x18)
{
    ScriptedTransport transport{steps};
    return card_of(version).read_record(transport, ef_authentication_certificate, tag);
}

Errc error_with(const char* answer)
{
    const auto record = record_with({{select_5038, "9000"}, {read_record_7, answer}});
    REQUIRE_FALSE(record);
    return record.error().code;
}

} // namespace

TEST_CASE("a record is given without its tag and length", "[card][record]")
{
    CHECK(content(record_with({{select_5038, "9000"}, {read_record_7, "07 03 41 42 43 9000"}})) ==
          hex("41 42 43"));
    CHECK(content(record_with({{select_5038, "9000"}, {read_record_7, "07 00 9000"}})).empty());
}

TEST_CASE("a record or a file that is not there is no error", "[card][record]")
{
    const auto no_record = record_with({{select_5038, "9000"}, {read_record_7, "6A83"}});
    CHECK((no_record && !no_record->has_value()));
    const auto no_file = record_with({{select_5038, "6A82"}, {select_df_belpic, "9000"}});
    CHECK((no_file && !no_file->has_value()));
}

TEST_CASE("a record that is not what was asked for is malformed", "[card][record]")
{
    CHECK(error_with("07 04 41 42 43 9000") == Errc::malformed); // cut
    CHECK(error_with("07 02 41 42 43 9000") == Errc::malformed); // longer than it says
    CHECK(error_with("08 03 41 42 43 9000") == Errc::malformed); // another one
    CHECK(error_with("07 9000") == Errc::malformed);
    CHECK(error_with("9000") == Errc::malformed);
}

TEST_CASE("a file without records says so, and older applets are not asked", "[card][record]")
{
    CHECK(error_with("6981") == Errc::unsupported);
    CHECK(error_with("6D00") == Errc::unsupported);
    CHECK(error_with("6982") == Errc::unexpected_status);
    const auto old = record_with({}, 0x17);
    REQUIRE_FALSE(old);
    CHECK(old.error().code == Errc::unsupported);
}
