// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"
#include "config/parse.hpp"
#include "support/catch.hpp"
#include "support/in_child.hpp"
#include "support/temporary_directory.hpp"

#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace openbeid;
using namespace openbeid::config;
using namespace openbeid::test;
using namespace std::chrono_literals;

namespace {

/// Folders instead of the system's and the user's, and an environment that says nothing.
class Places {
public:
    Places()
    {
        std::filesystem::create_directories(root_ / "config/openbeid");
        std::filesystem::create_directories(root_ / "home/.config/openbeid");
    }

    [[nodiscard]] std::filesystem::path system() const { return root_ / "system.toml"; }
    [[nodiscard]] std::filesystem::path user() const
    {
        return root_ / "config/openbeid/openbeid.toml";
    }
    [[nodiscard]] std::filesystem::path home() const
    {
        return root_ / "home/.config/openbeid/openbeid.toml";
    }
    [[nodiscard]] Loaded load() const { return config::load(SystemFile{system(), ::geteuid()}); }

private:
    TemporaryDirectory root_;
    Variable config_home_{"XDG_CONFIG_HOME", root_ / "config"};
    Variable home_{"HOME", root_ / "home"};
    Variable pin_entry_{"OPENBEID_PIN_ENTRY", nullptr};
    Variable prompt_{"OPENBEID_PROMPT", nullptr};
    Variable cache_{"OPENBEID_CACHE", nullptr};
    Variable probe_{"OPENBEID_PROBE", nullptr};
    Variable lock_timeout_{"OPENBEID_LOCK_TIMEOUT", nullptr};
};

} // namespace

TEST_CASE("without any file or variable the defaults hold", "[config][load]")
{
    const Places places;
    const auto loaded = places.load();
    CHECK(loaded.settings == Settings{});
    CHECK(loaded.warnings.empty());
}

TEST_CASE("programs that leave the PIN to the official middleware find it asked by us, unless told "
          "otherwise",
          "[config][load]")
{
    const auto* const program = GENERATE("web-eid", "eid-viewer");
    CHECK(default_settings(program) == Settings{.pin_entry = PinEntry::module});
    const auto text = fmt::format("[program.\"{}\"]\npin_entry = 'application'\n", program);
    CHECK(parse(text, default_settings(program), program).settings == Settings{});
    CHECK(default_settings(GENERATE("firefox", "web-eid-bridge", "")) == Settings{});
}

TEST_CASE("the user's file wins over the system's, and the environment over both", "[config][load]")
{
    const Places places;
    write_file(places.system(), "cache = 'off'\nprompt = 'never'\nlock_timeout = 1\n");
    CHECK(places.load().settings ==
          Settings{.prompt = Prompt::never, .cache = Cache::off, .lock_timeout = 1s});
    write_file(places.user(), "cache = 'memory'\nlock_timeout = 2\n");
    CHECK(places.load().settings ==
          Settings{.prompt = Prompt::never, .cache = Cache::memory, .lock_timeout = 2s});
    const Variable timeout{"OPENBEID_LOCK_TIMEOUT", "0.25"};
    const auto loaded = places.load();
    CHECK(loaded.settings ==
          Settings{.prompt = Prompt::never, .cache = Cache::memory, .lock_timeout = 250ms});
    CHECK(loaded.warnings.empty());
}

TEST_CASE("every variable of the environment is heard", "[config][load]")
{
    const Places places;
    const Variable pin_entry{"OPENBEID_PIN_ENTRY", "module"};
    const Variable prompt{"OPENBEID_PROMPT", "always"};
    const Variable cache{"OPENBEID_CACHE", "off"};
    const Variable probe{"OPENBEID_PROBE", "false"};
    const Variable timeout{"OPENBEID_LOCK_TIMEOUT", "0"};
    const auto loaded = places.load();
    CHECK(loaded.settings == Settings{.pin_entry = PinEntry::module,
                                      .prompt = Prompt::always,
                                      .cache = Cache::off,
                                      .probe = false,
                                      .lock_timeout = 0ms});
    CHECK(loaded.warnings.empty());
}

TEST_CASE("a variable that makes no sense is warned of", "[config][load]")
{
    const Places places;
    const Variable cache{"OPENBEID_CACHE", GENERATE("", "disk", "1", "true", "\"off\"")};
    const auto loaded = places.load();
    CHECK(loaded.settings == Settings{});
    REQUIRE(loaded.warnings.size() == 1);
    CHECK(loaded.warnings[0].find("OPENBEID_CACHE takes ") == 0);
}

TEST_CASE("without XDG_CONFIG_HOME the file is under ~/.config", "[config][load]")
{
    const Places places;
    write_file(places.home(), "cache = 'off'");
    CHECK(places.load().settings == Settings{});
    const Variable config_home{"XDG_CONFIG_HOME", GENERATE(as<const char*>{}, nullptr, "", "conf")};
    CHECK(places.load().settings == Settings{.cache = Cache::off});
    const Variable home{"HOME", GENERATE(as<const char*>{}, nullptr, "", "home")};
    CHECK(places.load().settings == Settings{});
}

TEST_CASE("a table for this program, by the name of its executable", "[config][load]")
{
    const Places places;
    REQUIRE(program_name() == "unit_config");
    write_file(places.user(),
               "cache = 'memory'\n[program.unit_config]\ncache = 'off'\n"
               "[program.other]\nprompt = 'never'\n");
    CHECK(places.load().settings == Settings{.cache = Cache::off});
}

// What the copies of this program do that the next case starts.
TEST_CASE("as a program of another name", "[.another-name]")
{
    const auto loaded = load(SystemFile{"/no/such/file", 0});
    CHECK(loaded.settings.prompt == (program_name() == "careful" ? Prompt::always : Prompt::never));
}

TEST_CASE("two programs have settings of their own at the same time", "[config][load]")
{
    const Places places;
    write_file(places.user(),
               "[program.careful]\nprompt = 'always'\n[program.silent]\nprompt = 'never'\n");
    const TemporaryDirectory programs;
    std::vector<pid_t> children;
    for (const auto* const name : {"careful", "silent"}) {
        const auto program = programs / name;
        std::filesystem::copy_file("/proc/self/exe", program);
        const auto child = ::fork();
        if (child == 0) {
            ::execl(program.c_str(), name, "[.another-name]", nullptr); // NOLINT(*-vararg)
            ::_exit(127);
        }
        children.push_back(child);
    }
    for (const auto child : children) {
        int status = -1;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
}

TEST_CASE("mistakes are told with file and line", "[config][load]")
{
    const Places places;
    write_file(places.system(), "\n\ncolour = 'red'\n");
    write_file(places.user(), "cache = \n");
    const auto loaded = places.load();
    CHECK(loaded.settings == Settings{});
    REQUIRE(loaded.warnings.size() == 2);
    CHECK(loaded.warnings[0] == places.system().string() + ", line 3: unknown key \"colour\"");
    CHECK(loaded.warnings[1].find(places.user().string() + ", line 1: not TOML") == 0);
}

TEST_CASE("a file that others may have written is refused", "[config][load]")
{
    const Places places;
    const bool of_system = GENERATE(true, false);
    const auto path = of_system ? places.system() : places.user();
    write_file(path, "cache = 'off'");
    const char* reason = "";
    SECTION("everybody can write")
    {
        ::chmod(path.c_str(), 0602);
        reason = "everybody can write to it";
    }
    SECTION("it is too large")
    {
        write_file(path, "cache = 'off'\n" + std::string(64 * 1024, '#'));
        reason = "larger than 64 KiB";
    }
    SECTION("it is a folder")
    {
        std::filesystem::remove(path);
        std::filesystem::create_directory(path);
        reason = "it is not a regular file";
    }
    SECTION("it is a FIFO that nobody writes to")
    {
        std::filesystem::remove(path);
        REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
        reason = "it is not a regular file";
    }
    SECTION("it leads to a device")
    {
        std::filesystem::remove(path);
        std::filesystem::create_symlink("/dev/zero", path);
        reason = "it is not a regular file";
    }
    SECTION("it leads to itself")
    {
        std::filesystem::remove(path);
        std::filesystem::create_symlink(path, path);
        reason = "it can't be read";
    }
    const auto loaded = places.load();
    CHECK(loaded.settings == Settings{});
    REQUIRE(loaded.warnings.size() == 1);
    CHECK(loaded.warnings[0].find(path.string() + " is ignored: ") == 0);
    CHECK(loaded.warnings[0].find(reason) != std::string::npos);
}

TEST_CASE("a file of another user is refused", "[config][load]")
{
    const Places places;
    write_file(places.system(), "cache = 'off'");
    const auto loaded = load(SystemFile{places.system(), ::geteuid() + 1});
    CHECK(loaded.settings == Settings{});
    REQUIRE(loaded.warnings.size() == 1);
    CHECK(loaded.warnings[0].find("it belongs to somebody else") != std::string::npos);

    if (::geteuid() == 0) { // only root can give a file away
        std::filesystem::remove(places.system());
        write_file(places.user(), "cache = 'off'");
        REQUIRE(::chown(places.user().c_str(), 1000, 1000) == 0);
        CHECK(places.load().settings == Settings{});
        CHECK(places.load().warnings.size() == 1);
    }
}

TEST_CASE("a symbolic link to a file of one's own is followed", "[config][load]")
{
    const Places places;
    write_file(places.home(), "cache = 'off'");
    std::filesystem::create_symlink(places.home(), places.user());
    CHECK(places.load().settings == Settings{.cache = Cache::off});
}

TEST_CASE("a process with other rights than its user obeys the system's file only",
          "[config][load]")
{
    if (::geteuid() != 0) {
        WARN("only root can have other rights than its user here");
        return;
    }
    const Places places;
    write_file(places.system(), "prompt = 'never'");
    write_file(places.user(), "cache = 'off'");
    const Variable probe{"OPENBEID_PROBE", "false"};
    CHECK(places.load().settings ==
          Settings{.prompt = Prompt::never, .cache = Cache::off, .probe = false});
    CHECK(in_child([&] {
        const bool changed = ::setresuid(1000, 0, 0) == 0;
        const auto loaded = places.load();
        return changed && loaded.settings == Settings{.prompt = Prompt::never} &&
               loaded.warnings.empty();
    }));
}
