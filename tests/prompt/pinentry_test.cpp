// SPDX-License-Identifier: Apache-2.0
// The real helper with pinentries that behave in every way.
#include "scene.hpp"
#include "support/catch.hpp"

#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr const char* cancelled = "error 83886179";
constexpr const char* timed_out = "error 83886142";

} // namespace

TEST_CASE("the PIN that the user enters comes back", "[prompt][pinentry]")
{
    const auto scene = Scene::with_pinentry({"well", "pin 1234"});
    CHECK(digits(scene.ask(request())) == "1234");
    CHECK(scene.count("transcript", "GETPIN") == 1);
    CHECK(scene.is_over());
}

TEST_CASE("a PIN may be escaped, in pieces and of twelve digits", "[prompt][pinentry]")
{
    const std::string answer =
        GENERATE("escaped 123456789012", "split 123456789012", "pin 123456789012");
    const auto scene = Scene::with_pinentry({"well", answer});
    CHECK(digits(scene.ask(request())) == "123456789012");
}

TEST_CASE("the user is told who asks, for what, and how many tries are left", "[prompt][pinentry]")
{
    const auto scene = Scene::with_pinentry({"well", "pin 1234"});
    auto asked = request();
    asked.key = PromptKey::signature;
    asked.purpose = PromptPurpose::signature;
    asked.tries_left = 2;
    asked.time_out = std::chrono::seconds{77};
    REQUIRE(digits(scene.ask(asked)) == "1234");
    CHECK(scene.line_after("transcript", "SETDESC ") ==
          "\"/usr/bin/some-browser\" wants to SIGN with your identity card (signature key).%0A"
          "Such a signature binds you legally, like one by hand.%0A"
          "Enter your PIN only if you want to sign now.%0A%0A2 tries are left.");
    CHECK(scene.line_after("transcript", "SETPROMPT ") == "PIN:");
    CHECK(scene.line_after("transcript", "SETTITLE ") == "PIN of the identity card");
    CHECK(scene.line_after("transcript", "SETOK ") == "OK");
    CHECK(scene.line_after("transcript", "SETCANCEL ") == "Cancel");
    CHECK(scene.line_after("transcript", "SETTIMEOUT ") == "77");
    CHECK(scene.count("transcript", "OPTION display=:99") == 1);
}

TEST_CASE("the last try comes with a warning", "[prompt][pinentry]")
{
    const auto scene = Scene::with_pinentry({"well", "pin 1234"});
    auto asked = request();
    asked.tries_left = 1;
    REQUIRE(digits(scene.ask(asked)) == "1234");
    CHECK(
        scene.line_after("transcript", "SETDESC ")
            .ends_with("%0A%0AWARNING: this is your LAST try.%0A"
                       "A wrong PIN blocks the card, and only your municipality can unblock it."));
}

TEST_CASE("nobody is asked for a PIN without a try left", "[prompt][pinentry]")
{
    const auto scene = Scene::with_pinentry({"well", "pin 1234"});
    auto asked = request();
    asked.tries_left = 0;
    CHECK(error(scene.ask(asked)) == "pin_blocked");
    CHECK(scene.lines("report").empty());
}

TEST_CASE("what can't be a PIN is asked for again", "[prompt][pinentry]")
{
    const std::string wrong =
        GENERATE("pin 123", "pin 1234567890123", "pin 12a4", "nothing", "escaped 12 4", "long 900");
    const auto scene = Scene::with_pinentry({"well", wrong, "pin 1234"});
    CHECK(digits(scene.ask(request())) == "1234");
    CHECK(scene.count("transcript", "GETPIN") == 2);
    CHECK(scene.count("transcript", "SETERROR A PIN has 4 to 12 digits and nothing else.") == 1);
}

TEST_CASE("what can't be a PIN is not asked for a fourth time", "[prompt][pinentry]")
{
    const auto scene = Scene::with_pinentry({"well", "pin 1", "pin 2", "nothing", "pin 1234"});
    CHECK(error(scene.ask(request())) == "pin_malformed");
    CHECK(scene.count("transcript", "GETPIN") == 3);
}

TEST_CASE("a new PIN is asked for twice", "[prompt][pinentry]")
{
    auto asked = request();
    asked.purpose = PromptPurpose::new_pin;
    asked.tries_left = 1; // of the old one
    SECTION("and accepted when both are the same")
    {
        const auto scene = Scene::with_pinentry({"well", "pin 4321", "pin 4321"});
        CHECK(digits(scene.ask(asked)) == "4321");
        CHECK(scene.count("transcript", "SETDESC Choose a new PIN of 4 to 12 digits.") == 1);
        CHECK(scene.count("transcript", "SETDESC Enter the new PIN once more.") == 1);
    }
    SECTION("again when they differ")
    {
        const auto scene =
            Scene::with_pinentry({"well", "pin 4321", "pin 43210", "pin 55555", "pin 55555"});
        CHECK(digits(scene.ask(asked)) == "55555");
        CHECK(scene.count("transcript", "GETPIN") == 4);
    }
    SECTION("but not for ever")
    {
        const auto scene = Scene::with_pinentry(
            {"well", "pin 1111", "pin 2222", "pin 3333", "pin 4", "pin 5", "pin 6666"});
        CHECK(error(scene.ask(asked)) == "pin_malformed");
        CHECK(scene.count("transcript", "GETPIN") == 5);
    }
    SECTION("unless the user gives up at the second")
    {
        const auto scene = Scene::with_pinentry({"well", "pin 1111", cancelled});
        CHECK(error(scene.ask(asked)) == "cancelled");
    }
}

TEST_CASE("cancelling and not answering are told apart", "[prompt][pinentry]")
{
    CHECK(error(Scene::with_pinentry({"well", cancelled}).ask(request())) == "cancelled");
    CHECK(error(Scene::with_pinentry({"well", "pin 1", cancelled}).ask(request())) == "cancelled");
    CHECK(error(Scene::with_pinentry({"well", timed_out}).ask(request())) == "prompt_timed_out");
}

TEST_CASE("a pinentry that breaks is a failure and not a PIN", "[prompt][pinentry]")
{
    const std::vector<std::string> script = GENERATE(std::vector<std::string>{"crash"},
                                                     std::vector<std::string>{"garbage"},
                                                     std::vector<std::string>{"well", "crash"},
                                                     std::vector<std::string>{"well", "leave"},
                                                     std::vector<std::string>{"well", "say D%%%"},
                                                     std::vector<std::string>{"well", "long 2000"},
                                                     std::vector<std::string>{"well", "flood"},
                                                     std::vector<std::string>{"well", "error 1"});
    const auto scene = Scene::with_pinentry(script);
    const auto pin = scene.ask(hasty_request());
    CHECK((error(pin) == "prompt_failed" || error(pin) == "prompt_timed_out"));
    CHECK(scene.is_over());
}

TEST_CASE("a pinentry that hangs is ended when the time is over", "[prompt][pinentry]")
{
    const std::vector<std::string> script = GENERATE(std::vector<std::string>{"hang"},
                                                     std::vector<std::string>{"flood"},
                                                     std::vector<std::string>{"well", "hang"},
                                                     std::vector<std::string>{"well", "half"},
                                                     std::vector<std::string>{"stubborn", "hang"});
    const auto scene = Scene::with_pinentry(script);
    CHECK(error(scene.ask(hasty_request())) == "prompt_timed_out");
    CHECK(scene.is_over());
}

TEST_CASE("a pinentry that is not there is told", "[prompt][pinentry]")
{
    const auto store = SecretStore::create();
    const Prompt prompt{PIN_PROMPT, "/nowhere/pinentry"};
    CHECK(error(prompt.ask(request(), *store)) == "prompt_no_pinentry");
}

TEST_CASE("another thread ends the prompt", "[prompt][pinentry]")
{
    auto cancellation = PromptCancellation::create();
    REQUIRE(cancellation);
    auto scene = Scene::with_pinentry({"well", "hang"});
    scene.watch_window();
    std::string outcome;
    std::thread asking{[&] { outcome = error(scene.ask(request(), &*cancellation)); }};
    scene.await_window();
    cancellation->cancel();
    asking.join();
    CHECK(outcome == "cancelled");
    CHECK(scene.is_over());
}

TEST_CASE("nothing is shown when it was cancelled before", "[prompt][pinentry]")
{
    auto cancellation = PromptCancellation::create();
    REQUIRE(cancellation);
    cancellation->cancel();
    const auto scene = Scene::with_pinentry({"well", "pin 1234"});
    CHECK(error(scene.ask(request(), &*cancellation)) == "cancelled");
    CHECK(scene.lines("report").empty());
    // Not even a process is started: one that can't be would be told.
    const auto store = SecretStore::create();
    const Prompt none{"/nowhere/helper", "/nowhere/pinentry"};
    CHECK(error(none.ask(request(), *store, &*cancellation)) == "cancelled");
}

TEST_CASE("pinentry can't dump its core", "[prompt][pinentry]")
{
    const auto scene = Scene::with_pinentry({"well", "pin 1234"});
    REQUIRE(digits(scene.ask(request())) == "1234");
    CHECK(scene.count("report", "core 0") == 1);
}
