// SPDX-License-Identifier: Apache-2.0
#include "base/file.hpp"
#include "base/log_file.hpp"
#include "base/runtime_directory.hpp"
#include "support/catch.hpp"
#include "support/in_child.hpp"
#include "support/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdio>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// A runtime directory of the test's own.
struct Runtime {
    TemporaryDirectory root;
    Variable variable{"XDG_RUNTIME_DIR", root.path()};

    [[nodiscard]] std::filesystem::path ours() const { return root / "openbeid"; }
};

mode_t mode_of(const std::filesystem::path& path)
{
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

std::string line_of(char c)
{
    return std::string(99, c) + "\n";
}

} // namespace

TEST_CASE("the runtime directory is made when it is first needed, for us alone", "[base][runtime]")
{
    const Runtime runtime;
    REQUIRE(open_runtime_directory().directory.is_open());
    CHECK(mode_of(runtime.ours()) == 0700);
    CHECK(open_runtime_directory().directory.is_open());
}

TEST_CASE("without XDG_RUNTIME_DIR there is no runtime directory", "[base][runtime]")
{
    const Variable variable{"XDG_RUNTIME_DIR",
                            GENERATE(as<const char*>{}, nullptr, "", "run", "/no/such/folder")};
    const auto runtime = open_runtime_directory();
    CHECK_FALSE(runtime.directory.is_open());
    CHECK(runtime.refusal != nullptr);
}

TEST_CASE("a runtime directory that others could enter is refused", "[base][runtime]")
{
    const Runtime runtime;
    std::filesystem::create_directory(runtime.ours());
    ::chmod(runtime.ours().c_str(), 0700);
    const auto mode =
        static_cast<mode_t>(GENERATE(0000, 0500, 0701, 0710, 0750, 0755, 0777, 01777, 01700));
    const bool outer = GENERATE(true, false);
    CAPTURE(mode, outer);
    const auto changed = outer ? runtime.root.path() : runtime.ours();
    REQUIRE(open_runtime_directory().directory.is_open());
    ::chmod(changed.c_str(), mode);
    CHECK_FALSE(open_runtime_directory().directory.is_open());
    ::chmod(changed.c_str(), 0700);
}

TEST_CASE("a runtime directory that is a symbolic link or a file is refused", "[base][runtime]")
{
    const Runtime runtime;
    const TemporaryDirectory elsewhere;
    SECTION("a link to a folder of our own")
    {
        std::filesystem::create_directory_symlink(elsewhere.path(), runtime.ours());
    }
    SECTION("a link to nowhere")
    {
        std::filesystem::create_symlink(elsewhere / "nothing", runtime.ours());
    }
    SECTION("a file")
    {
        write_file(runtime.ours(), "");
    }
    CHECK_FALSE(open_runtime_directory().directory.is_open());
    CHECK(std::filesystem::is_empty(elsewhere.path()));
}

TEST_CASE("XDG_RUNTIME_DIR itself may be no symbolic link", "[base][runtime]")
{
    const Runtime runtime;
    const TemporaryDirectory elsewhere;
    std::filesystem::create_directory_symlink(runtime.root.path(), elsewhere / "link");
    const Variable variable{"XDG_RUNTIME_DIR", elsewhere / "link"};
    CHECK_FALSE(open_runtime_directory().directory.is_open());
}

TEST_CASE("somebody else's runtime directory is refused", "[base][runtime]")
{
    if (::geteuid() != 0) {
        std::puts("SKIPPED: only root can give a folder away");
        return;
    }
    const Runtime runtime;
    REQUIRE(open_runtime_directory().directory.is_open());
    const bool outer = GENERATE(true, false);
    const auto given = outer ? runtime.root.path() : runtime.ours();
    REQUIRE(::chown(given.c_str(), 1000, 1000) == 0);
    CHECK_FALSE(open_runtime_directory().directory.is_open());
}

TEST_CASE("a process with other rights than its user has no runtime directory", "[base][runtime]")
{
    if (::geteuid() != 0) {
        std::puts("SKIPPED: only root can have other rights than its user here");
        return;
    }
    const Runtime runtime;
    CHECK(in_child([] {
        return ::setresuid(1000, 0, 0) == 0 && !open_runtime_directory().directory.is_open();
    }));
    CHECK(in_child([] {
        return ::setresgid(1000, 0, 0) == 0 && !open_runtime_directory().directory.is_open();
    }));
}

TEST_CASE("a private file is a regular file that nobody else may touch", "[base][runtime]")
{
    const Runtime runtime;
    const auto opened = open_runtime_directory();
    const auto& directory = opened.directory;
    write_file(runtime.ours() / "good", "text");
    const auto good = open_private_file(directory, "good", O_RDONLY);
    REQUIRE(good.is_open());
    CHECK(read_all(good, 4) == Bytes{'t', 'e', 'x', 't'});
    CHECK_FALSE(read_all(open_private_file(directory, "good", O_RDONLY), 3));

    std::filesystem::create_symlink(runtime.ours() / "good", runtime.ours() / "link");
    CHECK_FALSE(open_private_file(directory, "link", O_RDONLY).is_open());
    REQUIRE(::mkfifo((runtime.ours() / "fifo").c_str(), 0600) == 0);
    CHECK_FALSE(open_private_file(directory, "fifo", O_RDONLY).is_open());
    CHECK_FALSE(open_private_file(directory, "fifo", O_WRONLY).is_open());
    CHECK_FALSE(open_private_file(directory, ".", O_RDONLY).is_open());
    CHECK_FALSE(open_private_file(directory, "nothing", O_RDONLY).is_open());
    const auto mode = GENERATE(0640, 0604, 0620, 0610);
    ::chmod((runtime.ours() / "good").c_str(), static_cast<mode_t>(mode));
    CHECK_FALSE(open_private_file(directory, "good", O_RDONLY).is_open());
}

TEST_CASE("a limit to the size of files ends a write, not the process", "[base][file]")
{
    const TemporaryDirectory root;
    CHECK(in_child([&] {
        const rlimit limit{10, 10};
        const FileDescriptor file{
            ::open((root / "file").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
        return ::setrlimit(RLIMIT_FSIZE, &limit) == 0 && write_all(file, Bytes(10), 0) &&
               !write_all(file, Bytes(1), 10);
    }));
}

TEST_CASE("the log file keeps the last MiB at most", "[base][log]")
{
    const Runtime runtime;
    log::File file;
    REQUIRE(file.open());
    constexpr std::size_t lines = 3 * log::File::max_size / 100;
    for (std::size_t i = 0; i < lines; ++i) {
        file.write(line_of(static_cast<char>('a' + i * 26 / lines)));
    }
    const auto current = content_of(runtime.ours() / "log");
    const auto previous = content_of(runtime.ours() / "log.1");
    CHECK(current.size() <= log::File::max_size);
    CHECK(previous.size() <= log::File::max_size);
    CHECK(previous.size() + 100 > log::File::max_size);
    CHECK(current.ends_with("z\n"));
    CHECK(previous.back() == '\n');
    CHECK(mode_of(runtime.ours() / "log") == 0600);
}

TEST_CASE("processes share the log file, and lose no line when one turns it over", "[base][log]")
{
    const Runtime runtime;
    constexpr int writers = 4;
    constexpr std::size_t lines = 1500; // of all together more than one file takes
    for (char writer = 0; writer < writers; ++writer) {
        if (::fork() == 0) {
            log::File file;
            bool fine = file.open();
            for (std::size_t i = 0; fine && i < lines; ++i) {
                file.write(line_of(static_cast<char>('a' + writer)));
            }
            ::_exit(fine ? 0 : 1);
        }
    }
    for (int writer = 0; writer < writers; ++writer) {
        int status = 0;
        ::wait(&status);
        CHECK(status == 0);
    }
    const auto all = content_of(runtime.ours() / "log.1") + content_of(runtime.ours() / "log");
    CHECK(all.size() == writers * lines * 100);
    for (std::size_t at = 0; at < all.size(); at += 100) {
        if (all.substr(at, 100) != line_of(all[at])) {
            FAIL("a line is torn");
        }
    }
}

TEST_CASE("the log file is not written through a link, nor to what took its descriptor",
          "[base][log]")
{
    const Runtime runtime;
    REQUIRE(open_runtime_directory().directory.is_open());
    log::File file;
    SECTION("a symbolic link in its place")
    {
        write_file(runtime.root / "victim", "precious");
        std::filesystem::create_symlink(runtime.root / "victim", runtime.ours() / "log");
        CHECK_FALSE(file.open());
        file.write("line\n");
        CHECK(content_of(runtime.root / "victim") == "precious");
    }
    SECTION("the host closed all descriptors and opened files of its own")
    {
        const int next = ::dup(STDERR_FILENO);
        ::close(next);
        REQUIRE(file.open());
        REQUIRE(::close(next) == 0); // the log's
        const FileDescriptor hosts{
            ::open((runtime.root / "host").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
        REQUIRE(hosts.number() == next);
        file.write("line\n");
        CHECK(content_of(runtime.root / "host").empty());
        CHECK(content_of(runtime.ours() / "log") == "line\n");
    }
    SECTION("the user deleted it")
    {
        REQUIRE(file.open());
        file.write("first\n");
        std::filesystem::remove(runtime.ours() / "log");
        file.write("second\n");
        CHECK(content_of(runtime.ours() / "log") == "second\n");
    }
}
