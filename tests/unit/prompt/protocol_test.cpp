// SPDX-License-Identifier: Apache-2.0
#include "prompt/protocol.hpp"
#include "support/catch.hpp"

using namespace openbeid;
using namespace openbeid::prompt;

namespace {

HelperRequest example()
{
    HelperRequest request;
    request.prompt.program = "/usr/bin/java";
    request.prompt.key = PromptKey::signature;
    request.prompt.purpose = PromptPurpose::change;
    request.prompt.tries_left = 2;
    request.prompt.language = "de";
    request.prompt.time_out = std::chrono::seconds{300};
    request.pinentry = "/opt/pinentry";
    return request;
}

Bytes encoded(const HelperRequest& request)
{
    auto bytes = encode(request);
    REQUIRE(bytes);
    return *bytes;
}

/// Without the length.
Bytes body_of(const HelperRequest& request)
{
    const auto bytes = encoded(request);
    return {bytes.begin() + 2, bytes.end()};
}

} // namespace

TEST_CASE("a request arrives as it was sent", "[prompt][protocol]")
{
    const auto bytes = encoded(example());
    CHECK((bytes[0] << 8 | bytes[1]) == static_cast<int>(bytes.size()) - 2);
    const auto decoded = decode_request(ByteView{bytes}.subspan(2));
    REQUIRE(decoded);
    CHECK(decoded->prompt.program == "/usr/bin/java");
    CHECK(decoded->prompt.key == PromptKey::signature);
    CHECK(decoded->prompt.purpose == PromptPurpose::change);
    CHECK(decoded->prompt.tries_left == 2);
    CHECK(decoded->prompt.language == "de");
    CHECK(decoded->prompt.time_out == std::chrono::seconds{300});
    CHECK(decoded->pinentry == "/opt/pinentry");
}

TEST_CASE("unknown tries stay unknown", "[prompt][protocol]")
{
    auto request = example();
    request.prompt.tries_left.reset();
    const auto decoded = decode_request(body_of(request));
    REQUIRE(decoded);
    CHECK_FALSE(decoded->prompt.tries_left);
}

TEST_CASE("a request that is cut or too long is refused", "[prompt][protocol]")
{
    auto body = body_of(example());
    for (std::size_t size = 0; size < body.size(); ++size) {
        CHECK_FALSE(decode_request(ByteView{body}.first(size)));
    }
    body.push_back('x');
    CHECK_FALSE(decode_request(body));
}

TEST_CASE("a request with a value that nobody sends is refused", "[prompt][protocol]")
{
    const auto [place, value] = GENERATE(table<std::size_t, int>({{0, 2},     // version
                                                                  {1, 0},     // key
                                                                  {1, 3},     //
                                                                  {2, 0},     // purpose
                                                                  {2, 5},     //
                                                                  {4, 0xFF},  // time-out
                                                                  {6, '\n'},  // language
                                                                  {6, 0xC3},  //
                                                                  {9, 200},   // program's length
                                                                  {10, '\n'}, // program
                                                                  {10, 0}}));
    auto body = body_of(example());
    body[place] = static_cast<std::uint8_t>(value);
    CHECK_FALSE(decode_request(body));
}

TEST_CASE("what could not be decoded is not encoded", "[prompt][protocol]")
{
    auto request = example();
    SECTION("a path in two lines")
    {
        request.pinentry = "/a\nQUIT";
    }
    SECTION("a path too long")
    {
        request.pinentry = std::string(max_path_size + 1, 'a');
    }
    SECTION("a name too long")
    {
        request.prompt.program = std::string(65, 'a');
    }
    SECTION("no time")
    {
        request.prompt.time_out = std::chrono::seconds{0};
    }
    SECTION("time beyond the field")
    {
        request.prompt.time_out = std::chrono::seconds{65'536 + 60};
    }
    SECTION("no language")
    {
        request.prompt.language = "";
    }
    CHECK_FALSE(encode(request));
}

TEST_CASE("the longest request fits", "[prompt][protocol]")
{
    auto request = example();
    request.pinentry = std::string(max_path_size, 'a');
    request.prompt.program = std::string(max_program_size, 'a');
    CHECK(encoded(request).size() <= max_request_size + 2);
}

TEST_CASE("a reply says what its status allows", "[prompt][protocol]")
{
    const auto is_reply = [](const Bytes& bytes) { return decode_reply(bytes).has_value(); };
    CHECK(is_reply({1, 4, '1', '2', '3', '4'}));
    CHECK(is_reply({2, 0}));
    CHECK(is_reply({6, 4, 0, 0, 0, 1}));
    CHECK_FALSE(is_reply({}));
    CHECK_FALSE(is_reply({1}));
    CHECK_FALSE(is_reply({0, 0}));
    CHECK_FALSE(is_reply({8, 0}));
    CHECK_FALSE(is_reply({1, 3, '1', '2', '3'}));
    CHECK_FALSE(is_reply({1, 5, '1', '2', '3', '4'}));
    CHECK_FALSE(is_reply({1, 4, '1', '2', '3', '4', '5'}));
    CHECK_FALSE(is_reply({2, 1, 0}));
    CHECK_FALSE(is_reply({6, 0}));
    Bytes thirteen{1, 13};
    thirteen.resize(15, '1');
    CHECK_FALSE(is_reply(thirteen));
}
