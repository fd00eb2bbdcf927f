// SPDX-License-Identifier: Apache-2.0
// What another user, another program or a broken disk does to the files.
#include "runtime.hpp"
#include "support/in_child.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace openbeid;
using namespace openbeid::cache;
using namespace openbeid::cache::test;
using namespace openbeid::test;

TEST_CASE("a file that was cut anywhere is as if it were not there", "[cache][attack]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    const auto whole = content_of(runtime.file());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        write_file(runtime.file(), whole.substr(0, size));
        CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    }
    write_file(runtime.file(), whole + '\0');
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    write_file(runtime.file(), whole);
    CHECK(holds(runtime.cache));
}

TEST_CASE("a file with any bit flipped is as if it were not there", "[cache][attack]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    const auto whole = content_of(runtime.file());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
        write_file(runtime.file(), flipped);
        CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    }
}

TEST_CASE("files that were exchanged or made up are as if they were not there", "[cache][attack]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    const auto of_ca = runtime.file();
    const Bytes other_serial(16, 0x54);
    const Proof other{.serial = other_serial, .first_block = block};
    const bool other_card = GENERATE(true, false);
    if (other_card) {
        runtime.cache.store(Entry::ca, other, Bytes(content.size(), 0xEE));
    } else {
        runtime.cache.store(Entry::root, proof, Bytes(content.size(), 0xEE));
    }
    for (const auto& file : runtime.files()) {
        if (file != of_ca) {
            std::filesystem::copy_file(
                file, of_ca, std::filesystem::copy_options::overwrite_existing);
        }
    }
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    const auto forged =
        GENERATE(std::string(1231, '\0'), std::string(1231, '\xFF'), std::string(10U << 20U, 'x'));
    write_file(of_ca, forged);
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    runtime.cache.store(Entry::ca, proof, content);
    CHECK(holds(runtime.cache));
}

TEST_CASE("a link, a folder or a FIFO in place of a file is neither read nor followed",
          "[cache][attack]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    const auto file = runtime.file();
    const auto elsewhere = runtime.root() / "elsewhere";
    std::filesystem::rename(file, elsewhere);
    SECTION("a symbolic link, though to the very file")
    {
        std::filesystem::create_symlink(elsewhere, file);
    }
    SECTION("a FIFO that nobody writes to")
    {
        REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    }
    SECTION("a link to a device without end")
    {
        std::filesystem::create_symlink("/dev/zero", file);
    }
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    const auto before = content_of(elsewhere);
    runtime.cache.store(Entry::ca, proof, content);
    CHECK(content_of(elsewhere) == before);
    CHECK(holds(runtime.cache));
}

TEST_CASE("a folder in place of a file is a miss for ever, and no more", "[cache][attack]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    const auto file = runtime.file();
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    runtime.cache.store(Entry::ca, proof, content);
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    CHECK(runtime.files().size() == 1); // nothing temporary is left
}

TEST_CASE("a file that others may touch is not used", "[cache][attack]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    const auto mode = GENERATE(0640, 0604, 0620, 0602, 0666);
    ::chmod(runtime.file().c_str(), static_cast<mode_t>(mode));
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    runtime.cache.store(Entry::ca, proof, content);
    CHECK(holds(runtime.cache));
    if (::geteuid() == 0) { // only root can give a file away
        REQUIRE(::chown(runtime.file().c_str(), 1000, 1000) == 0);
        CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    }
}

TEST_CASE("in a directory that others could enter nothing is kept or found", "[cache][attack]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    const auto hide = [&] { std::filesystem::rename(runtime.ours(), runtime.root() / "moved"); };
    SECTION("a wrong mode")
    {
        ::chmod(runtime.ours().c_str(), 0755);
    }
    SECTION("a wrong mode of XDG_RUNTIME_DIR")
    {
        ::chmod(runtime.root().c_str(), 0755);
    }
    SECTION("a symbolic link to the very directory")
    {
        hide();
        std::filesystem::create_directory_symlink(runtime.root() / "moved", runtime.ours());
    }
    SECTION("a file instead")
    {
        hide();
        write_file(runtime.ours(), "");
    }
    SECTION("no XDG_RUNTIME_DIR")
    {
        ::setenv("XDG_RUNTIME_DIR", "", 1);
    }
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    runtime.cache.store(Entry::root, proof, content);
    CHECK_FALSE(runtime.cache.find(Entry::root, proof));
}

TEST_CASE("a process with other rights than its user keeps and finds nothing", "[cache][attack]")
{
    if (::geteuid() != 0) {
        WARN("only root can have other rights than its user here");
        return;
    }
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    CHECK(in_child(
        [&] { return ::setresuid(1000, 0, 0) == 0 && !runtime.cache.find(Entry::ca, proof); }));
    // As sudo would: root with the user's XDG_RUNTIME_DIR.
    REQUIRE(::chown(runtime.root().c_str(), 1000, 1000) == 0);
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    REQUIRE(::chown(runtime.root().c_str(), 0, 0) == 0);
    REQUIRE(::chown(runtime.ours().c_str(), 1000, 1000) == 0);
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
}
