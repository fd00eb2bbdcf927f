// SPDX-License-Identifier: Apache-2.0
#include "config/parse.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

#include <algorithm>
#include <random>

using namespace openbeid;
using namespace openbeid::config;
using namespace std::chrono_literals;

namespace {

Parsed read(const std::string& text, std::string_view program = "browser")
{
    return parse(text, {}, program);
}

bool is_printable(const std::string& text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

} // namespace

TEST_CASE("an empty file changes nothing", "[config][parse]")
{
    const auto text =
        GENERATE("", "\n", "# cache = \"off\"\n", "[program]\n", "[program.browser]\n");
    CAPTURE(text);
    const auto parsed = read(text);
    CHECK(parsed.settings == Settings{});
    CHECK(parsed.warnings.empty());
}

TEST_CASE("every key sets what it names", "[config][parse]")
{
    const auto parsed = read(R"(
        pin_entry = "module"
        prompt = "always"
        cache = "memory"
        probe = false
        lock_timeout = 1.5
        log = "file"
        log_level = "debug"
    )");
    CHECK(parsed.warnings.empty());
    CHECK(parsed.settings == Settings{.pin_entry = PinEntry::module,
                                      .prompt = Prompt::always,
                                      .cache = Cache::memory,
                                      .probe = false,
                                      .lock_timeout = 1500ms,
                                      .log_to = LogTo::file,
                                      .log_level = log::Level::debug});
}

TEST_CASE("every value that a key takes is told apart", "[config][parse]")
{
    CHECK(read("pin_entry = 'application'").settings.pin_entry == PinEntry::application);
    CHECK(read("prompt = 'signature'").settings.prompt == Prompt::signature);
    CHECK(read("prompt = 'never'").settings.prompt == Prompt::never);
    CHECK(read("cache = 'runtime'").settings.cache == Cache::runtime);
    CHECK(read("cache = 'off'").settings.cache == Cache::off);
    CHECK(read("log = 'off'").settings.log_to == LogTo::off);
    CHECK(read("log_level = 'error'").settings.log_level == log::Level::error);
    CHECK(read("log_level = 'warn'").settings.log_level == log::Level::warn);
    CHECK(read("lock_timeout = 0").settings.lock_timeout == 0ms);
    CHECK(read("lock_timeout = 60").settings.lock_timeout == 60s);
}

TEST_CASE("what a file does not say stays as it was", "[config][parse]")
{
    const Settings start{.prompt = Prompt::never, .cache = Cache::off};
    const auto parsed = parse("cache = 'memory'", start, "browser");
    CHECK(parsed.settings == Settings{.prompt = Prompt::never, .cache = Cache::memory});
}

TEST_CASE("a program's own table wins in its file, wherever it stands", "[config][parse]")
{
    const std::string text = R"(
        cache = "memory"
        log = "off"
        [program."signing tool"]
        cache = "off"
        pin_entry = "module"
        log = "file"
        [program.browser]
        cache = "runtime"
    )";
    CHECK(read(text, "signing tool").settings ==
          Settings{.pin_entry = PinEntry::module, .cache = Cache::off, .log_to = LogTo::file});
    CHECK(read(text, "browser").settings == Settings{.cache = Cache::runtime});
    CHECK(read(text, "another").settings == Settings{.cache = Cache::memory});
    CHECK(read(text, "").settings == Settings{.cache = Cache::memory});
    CHECK(read("[program.\"\"]\ncache = 'off'", "").settings == Settings{});
}

TEST_CASE("a key that is none is warned of once, with its line", "[config][parse]")
{
    const auto parsed = read("# first\ncahe = 'off'\nprompt = 'never'\n");
    CHECK(parsed.settings == Settings{.prompt = Prompt::never});
    REQUIRE(parsed.warnings.size() == 1);
    CHECK(parsed.warnings[0].line == 2);
    CHECK(parsed.warnings[0].text == "unknown key \"cahe\"");
}

TEST_CASE("a value that is none is warned of, and the rest holds", "[config][parse]")
{
    const auto* const line = GENERATE("cache = 'disk'",
                                      "cache = true",
                                      "cache = 1",
                                      "cache = ['off']",
                                      "cache = ''",
                                      "cache = 'off '",
                                      "pin_entry = 'Module'",
                                      "pin_entry = {module = true}",
                                      "prompt = false",
                                      "probe = 'true'",
                                      "probe = 0",
                                      "lock_timeout = '5'",
                                      "lock_timeout = -1",
                                      "lock_timeout = 60.001",
                                      "lock_timeout = nan",
                                      "lock_timeout = inf",
                                      "lock_timeout = 9223372036854775807",
                                      "lock_timeout = 07:32:00",
                                      "lock_timeout = true",
                                      "log = '/tmp/log'",
                                      "log = true",
                                      "log_level = 'trace'",
                                      "log_level = 3");
    const std::string place = GENERATE("", "[program.browser]\n", "[program.another]\n");
    CAPTURE(line, place);
    const auto parsed = parse(place + line, {.prompt = Prompt::never}, "browser");
    REQUIRE(parsed.warnings.size() == 1);
    CHECK(parsed.warnings[0].text.find(" takes ") != std::string::npos);
    CHECK(parsed.warnings[0].line == (place.empty() ? 1 : 2));
    CHECK(parsed.settings == Settings{.prompt = Prompt::never});
}

TEST_CASE("a table of programs that is none is warned of", "[config][parse]")
{
    const auto* const text = GENERATE("program = 'browser'",
                                      "[[program]]\nname = 'browser'",
                                      "[program]\nbrowser = 'cache'",
                                      "[program]\ncache = 'off'");
    CAPTURE(text);
    const auto parsed = read(text);
    CHECK(parsed.settings == Settings{});
    CHECK(parsed.warnings.size() == 1);
}

TEST_CASE("a file that is no TOML is ignored as a whole, with the line", "[config][parse]")
{
    const auto* const broken = GENERATE("prompt = ",
                                        "prompt",
                                        "= 'never'",
                                        "prompt = 'never",
                                        "prompt = 'never' probe = true",
                                        "cache = 'off'", // twice
                                        "[program",
                                        "[program.\"browser]",
                                        "\x01",
                                        "x = \"\xFF\xFE\"");
    CAPTURE(broken);
    const auto parsed = read(std::string{"cache = 'off'\nprobe = false\n"} + broken + "\n");
    CHECK(parsed.settings == Settings{});
    REQUIRE(parsed.warnings.size() == 1);
    CHECK(parsed.warnings[0].line >= 3);
    CHECK(is_printable(parsed.warnings[0].text));
}

TEST_CASE("characters of all languages may stand wherever TOML has them", "[config][parse]")
{
    const auto parsed = read("\xEF\xBB\xBF# Pr\u00E9sent\u00E9\nprompt = 'never' # \u20AC\n"
                             "[program.\"br\u00F6wser\"]\ncache = 'off'\n"
                             "[program.\"\\u00E9diteur\"]\nprobe = false\n",
                             "br\u00F6wser");
    CHECK(parsed.warnings.empty());
    CHECK(parsed.settings == Settings{.prompt = Prompt::never, .cache = Cache::off});
    CHECK(read("[program.\"\\u00E9diteur\"]\nprobe = false\n", "\u00E9diteur").settings ==
          Settings{.probe = false});
}

TEST_CASE("a character of another language where TOML has none makes it no TOML", "[config][parse]")
{
    const auto* const misplaced = GENERATE("\u0396 = 1",
                                           "pr\u00E9sent = true",
                                           "cache\u00E9 = 'off'",
                                           "cache = \u00E9",
                                           "[pr\u00F6gram]",
                                           "x = \"\"\"\\\u00E9\"\"\"");
    CAPTURE(misplaced);
    const auto parsed = read(std::string{"cache = 'off'\n"} + misplaced + "\n");
    CHECK(parsed.settings == Settings{});
    CHECK(parsed.warnings.size() == 1);
}

TEST_CASE("warnings hold nothing that could harm a terminal or fill a disk", "[config][parse]")
{
    std::string text = "\"\\u001b[2J\\u0007" + std::string(5000, 'x') + "\" = 1\n";
    for (int i = 0; i < 1000; ++i) {
        text += "key" + std::to_string(i) + " = 1\n";
    }
    const auto parsed = read(text);
    CHECK(parsed.warnings.size() <= 16);
    for (const auto& warning : parsed.warnings) {
        CHECK(is_printable(warning.text));
        CHECK(warning.text.size() < 200);
    }
}

TEST_CASE("any bytes are read without harm", "[config][parse]")
{
    std::mt19937 random{20240301}; // NOLINT(cert-msc51-cpp): the same bytes in every run
    const auto example = test::content_of(OPENBEID_EXAMPLE);
    REQUIRE(!example.empty());
    for (int round = 0; round < 3000; ++round) {
        auto text = example;
        std::erase(text, '#');
        for (unsigned changes = 1 + random() % 8; changes > 0; --changes) {
            text[random() % text.size()] = static_cast<char>(random() % 256);
        }
        text.resize(random() % 2 == 0 ? text.size() : random() % text.size());
        const auto parsed = read(text);
        CHECK(parsed.warnings.size() <= 16);
    }
    const auto nested = std::string(100000, GENERATE('[', '{', '"', '.', '='));
    CHECK(read("x = " + nested).settings == Settings{});
    CHECK(read(nested).settings == Settings{});
}

TEST_CASE("the example says nothing, and without its # what holds anyway", "[config][example]")
{
    auto text = test::content_of(OPENBEID_EXAMPLE);
    const auto silent = read(text, "old-signing-tool");
    CHECK(silent.settings == Settings{});
    CHECK(silent.warnings.empty());

    // Settings are what stands right behind a #, prose has a blank there.
    std::string spoken;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at) + 1;
        const auto line = text.substr(at, end - at);
        if (line.size() > 2 && line[0] == '#' && line[1] != ' ') {
            spoken += line.substr(1);
        }
        at = end;
    }
    const auto parsed = read(spoken);
    CHECK(parsed.warnings.empty());
    CHECK(parsed.settings == Settings{});
    for (const auto* const key :
         {"pin_entry", "prompt", "cache", "probe", "lock_timeout", "log", "log_level"}) {
        CHECK(spoken.find(std::string{key} + " = ") != std::string::npos);
    }
    CHECK(read(spoken, "old-signing-tool").settings == Settings{.pin_entry = PinEntry::module,
                                                                .log_to = LogTo::file,
                                                                .log_level = log::Level::debug});
}
