// SPDX-License-Identifier: Apache-2.0
// Helpers that do not keep to the protocol, and what a helper gets to see.
#include "scene.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("a whole reply is a PIN", "[prompt][helper]")
{
    CHECK(digits(Scene::with_helper({"write 010431323334"}).ask(request())) == "1234");
    // In pieces too.
    CHECK(digits(Scene::with_helper({"write 01", "write 0431", "write 323334"}).ask(request())) ==
          "1234");
}

TEST_CASE("what breaks the protocol is no PIN", "[prompt][helper]")
{
    const std::string bytes = GENERATE("01",             // cut
                                       "010431",         // cut
                                       "01043132333435", // too long
                                       "0103313233",     // too short for a PIN
                                       "0104313233FF",   // no digit
                                       "000431323334",   // no status
                                       "0831",           // no status
                                       "0800",           // no status
                                       "020131",         // a status with more
                                       "0600",           // a failure without its number
                                       "010D31323334353637383930313233"); // thirteen digits
    CHECK(error(Scene::with_helper({"write " + bytes}).ask(request())) == "prompt_garbled");
}

TEST_CASE("each status has its own error", "[prompt][helper]")
{
    const auto error_of = [](const std::string& bytes) {
        return error(Scene::with_helper({"write " + bytes}).ask(request()));
    };
    CHECK(error_of("0200") == "cancelled");
    CHECK(error_of("0300") == "prompt_timed_out");
    CHECK(error_of("0400") == "pin_malformed");
    CHECK(error_of("0500") == "prompt_no_pinentry");
    CHECK(error_of("060405000001") == "prompt_failed");
    CHECK(error_of("0700") == "prompt_failed");
}

TEST_CASE("a helper without an answer has crashed", "[prompt][helper]")
{
    CHECK(error(Scene::with_helper({"crash"}).ask(request())) == "prompt_crashed");
    CHECK(error(Scene::with_helper({}).ask(request())) == "prompt_crashed");
    CHECK(error(Scene::with_helper({"await-end", "crash"}).ask(hasty_request())) ==
          "prompt_timed_out");
}

TEST_CASE("a helper that writes for ever is stopped", "[prompt][helper]")
{
    const auto scene = Scene::with_helper({"stubborn", "flood", "hang"});
    CHECK(error(scene.ask(request())) == "prompt_garbled");
    CHECK(scene.is_over());
}

TEST_CASE("a helper that hangs is killed when the time is over", "[prompt][helper]")
{
    const std::vector<std::string> script =
        GENERATE(std::vector<std::string>{"hang"},
                 std::vector<std::string>{"stubborn", "hang"},
                 std::vector<std::string>{"write 010431", "hang"},
                 std::vector<std::string>{"write 010431323334",
                                          "hang"}); // the end of the pipe belongs to it
    const auto scene = Scene::with_helper(script);
    CHECK(error(scene.ask(hasty_request())) == "prompt_timed_out");
    CHECK(scene.is_over());
}

TEST_CASE("a helper that lives on after its answer is ended", "[prompt][helper]")
{
    SECTION("by the end of its input")
    {
        const auto scene = Scene::with_helper({"write 010431323334", "close", "await-end"});
        CHECK(digits(scene.ask(request())) == "1234");
        CHECK(scene.is_over());
        CHECK(scene.count("end", "of input") == 1);
    }
    SECTION("by force")
    {
        const auto scene = Scene::with_helper({"write 010431323334", "close", "hang"});
        CHECK(digits(scene.ask(request())) == "1234");
        CHECK(scene.is_over());
    }
}

TEST_CASE("a helper that can't be run is missing", "[prompt][helper]")
{
    const auto store = SecretStore::create();
    const auto scene = Scene::with_helper({});
    std::ofstream{scene.file("text")} << "not a program";
    const auto error_with = [&](const std::string& path) {
        return error(Prompt{path}.ask(request(), *store));
    };
    CHECK(error_with("/nowhere/openbeid-pin-prompt") == "prompt_missing");
    CHECK(error_with(scene.file("text")) == "prompt_missing");
    CHECK(error_with("/") == "prompt_missing");
    CHECK(error_with("") == "prompt_missing");
    std::filesystem::permissions(scene.file("text"), std::filesystem::perms::owner_all);
    CHECK(error_with(scene.file("text")) == "prompt_missing");
}

TEST_CASE("a request that makes no sense starts nothing", "[prompt][helper]")
{
    const auto scene = Scene::with_helper({"write 010431323334"});
    auto asked = request();
    SECTION("no time")
    {
        asked.time_out = std::chrono::seconds{0};
    }
    SECTION("too much time")
    {
        asked.time_out = std::chrono::hours{2};
    }
    SECTION("a name of two lines")
    {
        asked.program = "one\ntwo";
    }
    SECTION("a long name")
    {
        asked.program = std::string(65, 'a');
    }
    SECTION("a long language")
    {
        asked.language = "french";
    }
    CHECK(error(scene.ask(asked)) == "prompt_failed");
    CHECK_FALSE(std::filesystem::exists(scene.file("life")));
}

TEST_CASE("without display and terminal nothing is started", "[prompt][helper]")
{
    const Variable no_display{"DISPLAY", nullptr};
    const Variable no_wayland{"WAYLAND_DISPLAY", ""};
    const Variable no_terminal{"GPG_TTY", nullptr};
    const auto scene = Scene::with_helper({"write 010431323334"});
    CHECK(error(scene.ask(request())) == "prompt_no_screen");
    CHECK_FALSE(std::filesystem::exists(scene.file("life")));

    const auto* const other = GENERATE("WAYLAND_DISPLAY", "GPG_TTY");
    const Variable screen{other, "something"};
    CHECK(digits(scene.ask(request())) == "1234");
}

TEST_CASE("a helper gets the allowed part of the environment and no more", "[prompt][helper]")
{
    const Variable preload{"LD_PRELOAD", "/nowhere/evil.so"};
    const Variable secret{"MY_PASSWORD", "swordfish"};
    const Variable path{"LC_TIME", "fr_BE.UTF-8"};
    const Variable bus{"DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/bus"};
    const Variable similar{"DISPLAY2", ":1"};
    const Variable gpg{"GPG_TTY", "/dev/pts/99"};
    const auto scene = Scene::with_helper({"report", "write 0200"});
    REQUIRE(error(scene.ask(request())) == "cancelled");
    CHECK(scene.count("report", "env DISPLAY=:99") == 1);
    CHECK(scene.count("report", "env LC_TIME=fr_BE.UTF-8") == 1);
    CHECK(scene.count("report", "env DBUS_SESSION_BUS_ADDRESS=unix:path=/run/bus") == 1);
    CHECK(scene.count("report", "env GPG_TTY=/dev/pts/99") == 1);
    for (const auto& line : scene.lines("report")) {
        CHECK_FALSE(line.starts_with("env LD_"));
        CHECK_FALSE(line.starts_with("env MY_"));
        CHECK_FALSE(line.starts_with("env DISPLAY2"));
        CHECK_FALSE(line.starts_with("env PATH"));
        CHECK_FALSE(line.starts_with("env HOME"));
    }
}
