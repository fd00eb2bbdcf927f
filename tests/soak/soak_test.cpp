// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"
#include "deadline.hpp"
#include "environment.hpp"
#include "incidents.hpp"
#include "loaded_module.hpp"
#include "measure.hpp"
#include "scenario.hpp"
#include "support/catch.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr unsigned threads = 16;
constexpr unsigned processes = 3; ///< beside this one
/// What the heap of so many threads may differ by from one moment to another.
constexpr std::size_t fluctuation = 4096; // KiB

/// A process of its own that begins anew every few seconds.
bool live(std::uint64_t seed, const std::string& reader, std::chrono::seconds time)
{
    ::alarm(static_cast<unsigned>(time.count()) + 60); // instead of the child's own patience
    const auto end = Clock::now() + time;
    Findings findings;
    for (; Clock::now() < end; ++seed) {
        if (p11().C_Initialize(nullptr) != CKR_OK) {
            return false;
        }
        Worker worker{seed, {slot_of(reader)}, findings};
        worker.work_until(std::min(end, Clock::now() + 3s));
        if (p11().C_Finalize(nullptr) != CKR_OK) {
            return false;
        }
    }
    const auto complaints = findings.complaints();
    for (const auto& complaint : complaints) {
        std::printf("in another process: %s\n", complaint.c_str());
    }
    return complaints.empty();
}

/// Threads at work, and incidents meanwhile. The most memory that this process had in the second
/// and in the last third of the time, when all there is to allocate once is allocated.
std::array<std::size_t, 2> live_with_incidents(std::uint64_t seed,
                                               const std::vector<Place>& places,
                                               std::chrono::seconds time,
                                               Findings& findings)
{
    const auto start = Clock::now();
    const auto end = start + time;
    std::vector<CK_SLOT_ID> slots;
    for (const auto& place : places) {
        slots.push_back(slot_of(place.card.reader()));
    }
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < threads; ++i) {
        workers.emplace_back([&, i] {
            Worker worker{seed + i, slots, findings};
            worker.work_until(end);
        });
    }
    std::array<std::size_t, 2> most{};
    // A thread of its own: an incident may take as long as a card that a reader does not take up.
    workers.emplace_back([&] {
        while (Clock::now() < end) {
            const auto third = (Clock::now() - start) / (time / 3);
            if (third > 0) {
                auto& value = third == 1 ? most[0] : most[1];
                value = std::max(value, Holdings::of_this_process().resident);
            }
            std::this_thread::sleep_for(200ms);
        }
    });
    Incidents incidents{seed, places, findings};
    while (Clock::now() < end) {
        std::this_thread::sleep_for(200ms); // time to work in between
        incidents.happen_once();
    }
    for (auto& worker : workers) {
        worker.join();
    }
    incidents.check_tries();
    return most;
}

std::string text_of(const Holdings& holdings)
{
    return std::to_string(holdings.descriptors) + " descriptors, " +
           std::to_string(holdings.threads) + " threads, " + std::to_string(holdings.resident) +
           " KiB";
}

} // namespace

TEST_CASE("nothing is lost, left or wrong after threads and processes at work among incidents",
          "[soak]")
{
    const std::chrono::seconds time{std::stoi(environment("OPENBEID_SOAK_SECONDS"))};
    const auto seed = std::stoull(environment("OPENBEID_SOAK_SEED"));
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    const Deadline deadline{time + 90s};
    const std::vector<Place> places{{CardControl{0}, {"v17-citizen", "v17-expired"}},
                                    {CardControl{1}, {"v18-foreigner", "v18-citizen"}},
                                    {CardControl::in_pad_reader(), {"v17-rekeyed", "v11-citizen"}}};
    load_module();
    const auto pcscd_before = Holdings::of_pcscd();
    std::vector<std::unique_ptr<Child>> others;
    for (unsigned i = 0; i < processes; ++i) {
        others.push_back(std::make_unique<Child>(
            [&, i] { return live(seed + 100 * (i + 1), places[0].card.reader(), time); }));
    }
    const auto before = Holdings::of_this_process();
    Findings findings;
    REQUIRE(Rv{p11().C_Initialize(nullptr)} == ok);
    const auto [middle, last] = live_with_incidents(seed, places, time, findings);
    for (auto& other : others) {
        CHECK(other->succeeded());
    }
    for (const auto& place : places) {
        CHECK(works(slot_of(place.card.reader())));
        CHECK(place.card.tries() == 3);
    }
    REQUIRE(Rv{p11().C_Finalize(nullptr)} == ok);

    for (const auto& [what, count] : findings.counts()) {
        std::printf("%8llu %s\n", static_cast<unsigned long long>(count), what.c_str());
    }
    for (const auto& complaint : findings.complaints()) {
        FAIL_CHECK(complaint);
    }
    auto counts = findings.counts();
    CHECK(counts["C_Sign CKR_OK"] > 0);
    CHECK(counts["C_Sign (Signature) CKR_OK"] > 0);
    CHECK(counts["C_Login (pad) CKR_OK"] > 0);

    const auto after = Holdings::of_this_process();
    std::printf(
        "this process: before %s; at most %zu KiB in the second third, %zu KiB in the last; "
        "after %s\n",
        text_of(before).c_str(),
        middle,
        last,
        text_of(after).c_str());
    CHECK(last <= middle + fluctuation);
    CHECK(after.descriptors == before.descriptors);
    CHECK(after.threads == before.threads);
    // It gives back a moment after its clients have gone.
    CHECK(becomes_true(
        [&] {
            const auto now = Holdings::of_pcscd();
            return now.descriptors == pcscd_before.descriptors &&
                   now.threads == pcscd_before.threads;
        },
        5s));
    std::printf("pcscd: before %s; after %s\n",
                text_of(pcscd_before).c_str(),
                text_of(Holdings::of_pcscd()).c_str());
}
