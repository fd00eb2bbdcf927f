// SPDX-License-Identifier: Apache-2.0
#include "runtime.hpp"
#include "support/in_child.hpp"

#include <fmt/core.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

using namespace openbeid;
using namespace openbeid::cache;
using namespace openbeid::cache::test;
using namespace openbeid::test;

TEST_CASE("what was stored is found by the next process, with the same proof", "[cache]")
{
    Runtime runtime;
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    const Bytes stored(GENERATE(std::size_t{1}, std::size_t{256}, RuntimeCache::max_entry_size),
                       0x5A);
    runtime.cache.store(Entry::ca, proof, stored);
    CHECK(runtime.cache.find(Entry::ca, proof) == stored);
    RuntimeCache next{*runtime.crypto};
    CHECK(next.find(Entry::ca, proof) == stored);
}

TEST_CASE("nothing is found with another proof, nor as another entry", "[cache]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    for (const auto entry : {Entry::authentication, Entry::signature, Entry::root}) {
        CHECK_FALSE(runtime.cache.find(entry, proof));
    }
    auto other_serial = serial;
    other_serial[15] ^= 1U;
    CHECK_FALSE(runtime.cache.find(Entry::ca, {.serial = other_serial, .first_block = block}));
    auto other_block = block;
    other_block[255] ^= 1U;
    CHECK_FALSE(runtime.cache.find(Entry::ca, {.serial = serial, .first_block = other_block}));
    other_block.resize(255);
    CHECK_FALSE(runtime.cache.find(Entry::ca, {.serial = serial, .first_block = other_block}));
}

TEST_CASE("what is stored last counts", "[cache]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, Bytes(20000, 1));
    runtime.cache.store(Entry::ca, proof, content);
    CHECK(holds(runtime.cache));
    CHECK(runtime.files().size() == 1);
}

TEST_CASE("nothing is not stored, and neither is more than a card can hold", "[cache]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, {});
    runtime.cache.store(Entry::ca, proof, Bytes(RuntimeCache::max_entry_size + 1));
    CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
}

TEST_CASE("a file is of its user alone, and tells nothing without the card", "[cache]")
{
    Runtime runtime;
    const std::string text = "SPECIMEN Alice 71.02.03-123.45 Citizen CA";
    const Bytes secret{text.begin(), text.end()};
    runtime.cache.store(Entry::authentication, proof, secret);
    struct stat status {};
    REQUIRE(::stat(runtime.file().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    const auto stored = content_of(runtime.file());
    CHECK(stored.size() == secret.size() + 28);
    for (std::size_t at = 0; at + 4 <= text.size(); ++at) {
        CHECK(stored.find(text.substr(at, 4)) == std::string::npos);
    }
    // Neither does its name, nor are two files of the same alike.
    CHECK(runtime.file().filename().string().find("53535353") == std::string::npos);
    runtime.cache.store(Entry::authentication, proof, secret);
    CHECK(content_of(runtime.file()) != stored);
}

TEST_CASE("files older than twelve hours are deleted", "[cache][age]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    const auto file = runtime.file();
    set_age(file, 11 * hour);
    CHECK(holds(runtime.cache));
    SECTION("when they are looked for")
    {
        set_age(file, GENERATE(13, 1000, -13) * hour);
        CHECK_FALSE(runtime.cache.find(Entry::ca, proof));
    }
    SECTION("by the next process, for whatever it comes")
    {
        set_age(file, 13 * hour);
        write_file(runtime.ours() / "temporary-1234", "left by a process that died");
        set_age(runtime.ours() / "temporary-1234", 13 * hour);
        write_file(runtime.ours() / "log", "of somebody else");
        set_age(runtime.ours() / "log", 13 * hour);
        RuntimeCache next{*runtime.crypto};
        CHECK_FALSE(next.knows_atr(Bytes{0x3B}));
        CHECK_FALSE(std::filesystem::exists(runtime.ours() / "temporary-1234"));
        CHECK(std::filesystem::exists(runtime.ours() / "log"));
    }
    CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("writers and readers at once see one of the whole contents", "[cache][concurrency]")
{
    Runtime runtime;
    runtime.cache.store(Entry::ca, proof, content);
    constexpr int writers = 3;
    constexpr int rounds = 200;
    std::vector<pid_t> children;
    for (int writer = 0; writer < writers; ++writer) {
        const auto child = ::fork();
        if (child == 0) {
            RuntimeCache cache{*runtime.crypto};
            for (int round = 0; round < rounds; ++round) {
                cache.store(Entry::ca, proof, Bytes(2000, static_cast<std::uint8_t>(writer)));
            }
            ::_exit(0);
        }
        children.push_back(child);
    }
    const auto read = [&] {
        for (int round = 0; round < 3 * rounds; ++round) {
            const auto found = runtime.cache.find(Entry::ca, proof);
            const bool whole =
                found && (*found == content ||
                          (found->front() < writers && *found == Bytes(2000, found->front())));
            if (!whole) {
                return false;
            }
        }
        return true;
    };
    bool other_thread_saw_whole = false;
    std::thread other{[&] { other_thread_saw_whole = read(); }};
    CHECK(read());
    other.join();
    CHECK(other_thread_saw_whole);
    for (const auto child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
    CHECK(runtime.files().size() == 1);
}

TEST_CASE("a limit to the size of files is a miss, and kills nobody", "[cache][full]")
{
    Runtime runtime;
    CHECK(in_child([&] {
        const rlimit limit{100, 100};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) {
            return false;
        }
        runtime.cache.store(Entry::ca, proof, content);
        return !runtime.cache.find(Entry::ca, proof);
    }));
    CHECK(runtime.files().empty());
}

TEST_CASE("a full disk and a read-only one are misses, and leave nothing half", "[cache][full]")
{
    Runtime runtime;
    const bool full = GENERATE(true, false);
    CAPTURE(full);
    const auto stored_nothing = [&] {
        runtime.cache.store(Entry::ca, proof, content);
        return !runtime.cache.find(Entry::ca, proof) && runtime.files().empty();
    };
    CHECK(in_child([&] {
        const auto uid = ::getuid();
        const auto gid = ::getgid();
        if (::unshare(uid == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) {
            return false;
        }
        // As an ordinary user we are nobody in the new namespace until we are mapped.
        if (uid != 0) {
            write_file("/proc/self/setgroups", "deny");
            write_file("/proc/self/uid_map", fmt::format("{} {} 1", uid, uid));
            write_file("/proc/self/gid_map", fmt::format("{} {} 1", gid, gid));
        }
        // One page, which the other file takes: none is left for ours.
        if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", runtime.root().c_str(), "tmpfs", 0, "size=4k,mode=0700") != 0) {
            return false;
        }
        std::filesystem::create_directory(runtime.ours());
        ::chmod(runtime.ours().c_str(), 0700);
        if (full) {
            write_file(runtime.root() / "other", std::string(4096, 'x'));
        } else if (::mount(
                       "none", runtime.root().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) !=
                   0) {
            return false;
        }
        return stored_nothing();
    }));
}

TEST_CASE("an ATR is remembered for the next process, and no other", "[cache][atr]")
{
    Runtime runtime;
    const Bytes atr{0x3B, 0x7F, 0x96, 0x00, 0x00, 0x80, 0x31};
    CHECK_FALSE(runtime.cache.knows_atr(atr));
    runtime.cache.remember_atr(atr);
    runtime.cache.remember_atr(atr);
    RuntimeCache next{*runtime.crypto};
    CHECK(next.knows_atr(atr));
    CHECK_FALSE(next.knows_atr(ByteView{atr}.first(6)));
    CHECK_FALSE(next.knows_atr({}));
    CHECK_FALSE(next.knows_atr(Bytes(1000, 0x3B)));
    next.remember_atr({});
    next.remember_atr(Bytes(1000, 0x3B));
    CHECK(runtime.files().size() == 1);
    set_age(runtime.file(), 1000 * hour); // it says nothing of a person
    CHECK(RuntimeCache{*runtime.crypto}.knows_atr(atr));
}
