// SPDX-License-Identifier: Apache-2.0
#include "base/secret.hpp"
#include "is_zero.hpp"
#include "support/catch.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using namespace openbeid;
using test::is_zero;

namespace {

SecretSlot slot_of(SecretStore& store)
{
    auto slot = store.acquire();
    REQUIRE(slot);
    return *std::move(slot);
}

void fill(SecretSlot& slot)
{
    std::ranges::fill(slot.bytes(), std::uint8_t{0xA5});
}

std::size_t slots_in_a_page()
{
    return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / SecretSlot::capacity;
}

/// What the kernel does with the memory at `place`: the VmFlags of proc(5).
std::set<std::string> kernel_flags(const void* place)
{
    const auto address = reinterpret_cast<std::uintptr_t>(place);
    std::ifstream maps{"/proc/self/smaps"};
    bool here = false;
    for (std::string line; std::getline(maps, line);) {
        std::istringstream in{line};
        std::uintptr_t first = 0;
        std::uintptr_t last = 0;
        char dash = 0;
        if (in >> std::hex >> first >> dash >> last && dash == '-') {
            here = first <= address && address < last;
        } else if (here && line.starts_with("VmFlags:")) {
            std::istringstream words{line.substr(line.find(':') + 1)};
            return {std::istream_iterator<std::string>{words}, {}};
        }
    }
    return {};
}

bool memory_can_be_locked()
{
    const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* const page =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(page != MAP_FAILED);
    const bool locked = ::mlock(page, size) == 0 && kernel_flags(page).contains("lo");
    ::munmap(page, size);
    return locked;
}

} // namespace

TEST_CASE("wiped bytes are zero", "[base][secret]")
{
    Bytes bytes(100, 0xA5);
    wipe(bytes);
    CHECK(is_zero(bytes));
    wipe({});
}

TEST_CASE("a fresh slot is zero and as long as promised", "[base][secret]")
{
    const auto store = SecretStore::create();
    const auto slot = slot_of(*store);
    CHECK(slot.bytes().size() == SecretSlot::capacity);
    CHECK(is_zero(slot.bytes()));
    CHECK(&slot.store() == store.get());
}

TEST_CASE("slots do not share bytes, beyond a page too", "[base][secret]")
{
    const auto store = SecretStore::create();
    std::vector<SecretSlot> slots;
    std::set<const std::uint8_t*> places;
    for (std::size_t i = 0; i < 2 * slots_in_a_page() + 1; ++i) {
        slots.push_back(slot_of(*store));
        places.insert(slots.back().bytes().data());
        std::ranges::fill(slots.back().bytes(), static_cast<std::uint8_t>(i));
    }
    CHECK(places.size() == slots.size());
    bool intact = true;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto bytes = slots[i].bytes();
        intact = intact && std::ranges::all_of(
                               bytes, [i](auto b) { return b == static_cast<std::uint8_t>(i); });
    }
    CHECK(intact);
}

TEST_CASE("a slot is wiped when it is given back, and used again", "[base][secret]")
{
    const auto store = SecretStore::create();
    const std::uint8_t* place = nullptr;
    {
        auto slot = slot_of(*store);
        fill(slot);
        place = slot.bytes().data();
    }
    const auto again = slot_of(*store);
    REQUIRE(again.bytes().data() == place);
    CHECK(is_zero(again.bytes()));
}

TEST_CASE("a slot on a later page is wiped and used again too", "[base][secret]")
{
    const auto store = SecretStore::create();
    std::vector<SecretSlot> slots;
    for (std::size_t i = 0; i < slots_in_a_page() + 2; ++i) {
        slots.push_back(slot_of(*store));
        fill(slots.back());
    }
    const auto* const place = slots.back().bytes().data();
    slots.pop_back();
    const auto again = slot_of(*store);
    REQUIRE(again.bytes().data() == place);
    CHECK(is_zero(again.bytes()));
}

TEST_CASE("a slot keeps its place and bytes when it is moved", "[base][secret]")
{
    const auto store = SecretStore::create();
    auto first = slot_of(*store);
    fill(first);
    const auto* const place = first.bytes().data();
    auto second = std::move(first);
    CHECK(second.bytes().data() == place);
    CHECK(second.bytes()[0] == 0xA5);

    auto third = slot_of(*store);
    CHECK(third.bytes().data() != place);
    fill(third);
    const auto* const replaced = third.bytes().data();
    third = std::move(second);
    CHECK(third.bytes().data() == place);

    const auto again = slot_of(*store); // assignment gave back what the slot held before
    REQUIRE(again.bytes().data() == replaced);
    CHECK(is_zero(again.bytes()));
}

TEST_CASE("a slot outlives the last reference to its store", "[base][secret]")
{
    auto store = SecretStore::create();
    auto slot = slot_of(*store);
    store.reset();
    fill(slot);
    CHECK(slot.bytes()[SecretSlot::capacity - 1] == 0xA5);
}

TEST_CASE("a page of secrets stays out of core dumps, children and the swap", "[base][secret]")
{
    const auto store = SecretStore::create();
    std::vector<SecretSlot> slots;
    for (std::size_t i = 0; i <= slots_in_a_page(); ++i) { // the last one is on a further page
        slots.push_back(slot_of(*store));
    }
    const bool may_lock = memory_can_be_locked();
    if (!may_lock) {
        std::puts("SKIPPED: no memory can be locked here (RLIMIT_MEMLOCK, or a sanitizer)");
    }
    for (const auto* const slot : {&slots.front(), &slots.back()}) {
        const auto flags = kernel_flags(slot->bytes().data());
        CHECK(flags.contains("dd")); // MADV_DONTDUMP
        CHECK(flags.contains("wf")); // MADV_WIPEONFORK
        CHECK(flags.contains("lo") == may_lock);
    }
}

TEST_CASE("a forked child finds only zeros where the parent keeps secrets", "[base][secret]")
{
    const auto store = SecretStore::create();
    auto slot = slot_of(*store);
    fill(slot);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::_exit(is_zero(slot.bytes()) ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(slot.bytes()[0] == 0xA5);
}

TEST_CASE("threads that share a store never share a slot", "[base][secret]")
{
    const auto store = SecretStore::create();
    std::atomic<int> torn{0};
    const auto work = [&](std::uint8_t mark) {
        for (int round = 0; round < 500; ++round) {
            auto slot = store->acquire();
            if (!slot || !is_zero(slot->bytes())) {
                ++torn;
                return;
            }
            std::ranges::fill(slot->bytes(), mark);
            const auto bytes = slot->bytes();
            torn += std::ranges::all_of(bytes, [mark](auto b) { return b == mark; }) ? 0 : 1;
        }
    };
    std::vector<std::thread> threads;
    for (std::uint8_t mark = 1; mark <= 4; ++mark) {
        threads.emplace_back(work, mark);
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(torn == 0);
}
