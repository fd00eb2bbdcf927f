// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"
#include "support/catch.hpp"
#include "support/in_child.hpp"
#include "support/temporary_directory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

using namespace openbeid;

namespace {

/// A file for the log, and an environment that does not ask for one; both end with the test.
class LogFile {
public:
    LogFile()
    {
        const int file = ::mkstemp(path_.data());
        REQUIRE(file >= 0);
        ::close(file);
        ::unsetenv("OPENBEID_LOG");
        ::setenv("OPENBEID_LOG_FILE", path_.c_str(), 1);
    }
    ~LogFile()
    {
        log::close();
        ::unsetenv("OPENBEID_LOG");
        ::unsetenv("OPENBEID_LOG_FILE");
        ::unlink(path_.c_str());
    }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] std::string text() const
    {
        std::ifstream in{path_};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

private:
    std::string path_{"/tmp/openbeid-log-test-XXXXXX"};
};

/// Makes the standard error another file; the old one is back at the end.
class StandardError {
public:
    explicit StandardError(const std::string& path) : before_{::dup(STDERR_FILENO)}
    {
        const int target = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
        REQUIRE(before_ >= 0);
        REQUIRE(target >= 0);
        ::dup2(target, STDERR_FILENO);
        ::close(target);
    }
    ~StandardError()
    {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }
    StandardError(const StandardError&) = delete;
    StandardError& operator=(const StandardError&) = delete;

private:
    const int before_;
};

/// The descriptors of this process that are that file.
std::vector<int> descriptors_of(const std::filesystem::path& file)
{
    std::vector<int> found;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
        std::error_code gone; // the one with which we list them
        if (std::filesystem::read_symlink(entry, gone) == file) {
            const auto name = entry.path().filename().string();
            std::from_chars(name.data(), name.data() + name.size(), found.emplace_back());
        }
    }
    return found;
}

void open_at(const char* level)
{
    log::close();
    ::setenv("OPENBEID_LOG", level, 1);
    log::open();
}

void write_one_of_each()
{
    log::error("an {}", "error");
    log::warn("a {}", "warning");
    log::info("a {}", "notice");
    log::debug("a {}", "detail");
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the log is off unless the environment asks for it", "[base][log]")
{
    const LogFile file;
    log::open();
    CHECK_FALSE(log::enabled(log::Level::error));
    write_one_of_each();
    CHECK(file.text().empty());
}

TEST_CASE("a level that is not one leaves the log off", "[base][log]")
{
    const LogFile file;
    open_at(GENERATE("", "DEBUG", "all", "debug "));
    CHECK_FALSE(log::enabled(log::Level::error));
    write_one_of_each();
    CHECK(file.text().empty());
}

TEST_CASE("the level that is asked for says what is logged", "[base][log]")
{
    const LogFile file;
    struct Expected {
        const char* name;
        bool warning, notice, detail;
    };
    const auto level = GENERATE(Expected{"error", false, false, false},
                                Expected{"warn", true, false, false},
                                Expected{"info", true, true, false},
                                Expected{"debug", true, true, true});
    CAPTURE(level.name);
    open_at(level.name);
    CHECK(log::enabled(log::Level::error));
    CHECK(log::enabled(log::Level::warn) == level.warning);
    CHECK(log::enabled(log::Level::info) == level.notice);
    CHECK(log::enabled(log::Level::debug) == level.detail);
    write_one_of_each();
    const auto text = file.text(); // written through at once, the log is still open
    CHECK(contains(text, "an error\n"));
    CHECK(contains(text, "a warning\n") == level.warning);
    CHECK(contains(text, "a notice\n") == level.notice);
    CHECK(contains(text, "a detail\n") == level.detail);
}

TEST_CASE("what the configuration wants goes to the runtime directory", "[base][log]")
{
    const LogFile file;
    ::unsetenv("OPENBEID_LOG_FILE");
    const test::TemporaryDirectory runtime;
    const test::Variable variable{"XDG_RUNTIME_DIR", runtime.path()};
    const auto log_text = [&] { return test::content_of(runtime / "openbeid/log"); };
    SECTION("at its level")
    {
        log::open(log::Level::info);
        write_one_of_each();
        CHECK(contains(log_text(), "a notice\n"));
        CHECK_FALSE(contains(log_text(), "a detail\n"));
    }
    SECTION("unless the environment says off")
    {
        ::setenv("OPENBEID_LOG", "off", 1);
        log::open(log::Level::info);
        CHECK_FALSE(log::enabled(log::Level::error));
        CHECK(log_text().empty());
    }
    SECTION("unless the environment names a level of its own")
    {
        ::setenv("OPENBEID_LOG_FILE", file.path().c_str(), 1);
        ::setenv("OPENBEID_LOG", "error", 1);
        log::open(log::Level::info);
        write_one_of_each();
        CHECK(log_text().empty());
        CHECK(contains(file.text(), "an error\n"));
        CHECK_FALSE(contains(file.text(), "a notice\n"));
    }
    SECTION("or nowhere if there can be none")
    {
        ::setenv("XDG_RUNTIME_DIR", "/no/such/folder", 1);
        log::open(log::Level::info);
        CHECK_FALSE(log::enabled(log::Level::error));
    }
}

TEST_CASE("the log goes on at the end of a file that is there", "[base][log]")
{
    const LogFile file;
    open_at("info");
    log::info("first");
    open_at("info");
    log::info("second");
    const auto text = file.text();
    CHECK(contains(text, "first"));
    CHECK(contains(text, "second"));
}

TEST_CASE("nothing is logged after the log is closed", "[base][log]")
{
    const LogFile file;
    open_at("debug");
    log::close();
    CHECK_FALSE(log::enabled(log::Level::error));
    write_one_of_each();
    CHECK(file.text().empty());
    log::close();
}

TEST_CASE("without a usable file the log goes to the standard error", "[base][log]")
{
    const LogFile file;
    const bool named = GENERATE(true, false);
    CAPTURE(named);
    if (named) {
        ::setenv("OPENBEID_LOG_FILE", (file.path() + "/log").c_str(), 1);
    } else {
        ::unsetenv("OPENBEID_LOG_FILE");
    }
    {
        const StandardError standard_error{file.path()};
        open_at("warn");
        log::warn("somewhere");
        log::close();
    }
    CHECK(contains(file.text(), "somewhere"));
}

TEST_CASE("programs that the host starts don't get the file of the log", "[base][log]")
{
    const LogFile file;
    const test::TemporaryDirectory runtime;
    const test::Variable variable{"XDG_RUNTIME_DIR", runtime.path()};
    std::filesystem::path path = file.path();
    SECTION("that the environment names")
    {
        open_at("info");
    }
    SECTION("in the runtime directory")
    {
        path = runtime / "openbeid/log";
        log::open(log::Level::info);
    }
    const auto descriptors = descriptors_of(path);
    REQUIRE(descriptors.size() == 1);
    CHECK((::fcntl(descriptors.front(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a forked child has a log, whatever another thread was writing", "[base][log]")
{
    const LogFile file;
    const StandardError standard_error{"/dev/null"};
    if (const bool named = GENERATE(true, false); !named) {
        ::unsetenv("OPENBEID_LOG_FILE");
    }
    open_at("debug");
    std::atomic<bool> stop{false};
    std::thread busy{[&] {
        while (!stop) {
            write_one_of_each();
        }
    }};
    int children = 0;
    const auto log_too = [] {
        ::alarm(10); // ends it if it hangs
        open_at("debug");
        write_one_of_each();
        return true;
    };
    while (children < 20 && test::in_child(log_too)) {
        ++children;
    }
    stop = true;
    busy.join();
    CHECK(children == 20);
}
