// SPDX-License-Identifier: Apache-2.0
// One fault at a time, at every place where the module meets PC/SC, the card and the memory.
#include "blocked_wait.hpp"
#include "cells.hpp"
#include "functions.hpp"
#include "loaded_module.hpp"
#include "memory.hpp"
#include "run.hpp"
#include "scenarios.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace openbeid;
using namespace openbeid::test;

namespace {

// The module reads them at C_Initialize: no memory of other runs, nobody's configuration.
const struct Environment {
    Environment()
    {
        memory::take_over_openssl();
        ::setenv("XDG_CONFIG_HOME", "/no/such/folder", 1); // NOLINT(concurrency-mt-unsafe)
        ::setenv("OPENBEID_CACHE", "memory", 1);           // NOLINT(concurrency-mt-unsafe)
        ::setenv("OPENBEID_PROMPT", "never", 1);           // NOLINT(concurrency-mt-unsafe)
    }
} environment; // NOLINT(cert-err58-cpp)

constexpr std::array personas{"v11-citizen", "v17-citizen", "v18-citizen"};

/// Of this program.
struct Total : Tally {
    std::set<std::string> kinds;       ///< of fault
    std::set<std::string> tried_kinds; ///< those of them that were in the samples
};
Total total; // NOLINT

bool is_whole_matrix()
{
    return std::getenv("OPENBEID_FAULTS_FULL") != nullptr; // NOLINT(concurrency-mt-unsafe)
}

/// How far apart `sample` of the cells are, or nearly so many, so that they are of all places and
/// of many kinds: the kinds recur with every place.
std::size_t step_through(const std::vector<Cell>& cells, std::size_t sample)
{
    std::map<std::string, std::size_t> kinds_at;
    for (const auto& cell : cells) {
        ++kinds_at[cell.place];
    }
    auto step = std::max<std::size_t>(cells.size() / sample, 1);
    while (std::ranges::any_of(
        kinds_at, [&](const auto& place) { return std::gcd(step, place.second) != 1; })) {
        ++step;
    }
    return step;
}

/// All cells, or some from everywhere among them.
void run(const Scenario& scenario,
         const char* persona,
         const std::vector<Cell>& cells,
         std::size_t sample,
         const std::string& kind,
         unsigned positions)
{
    Tally tally;
    std::set<std::string> tried;
    const auto step = is_whole_matrix() ? 1 : step_through(cells, sample);
    // Not from the first one everywhere: that would be the same kinds again.
    for (std::size_t i = total.cells % step; i < cells.size(); i += step) {
        INFO(persona << ", " << scenario.name << ", " << cells[i].name());
        const Run run{scenario, persona, cells[i], tally};
        CHECK(run.memory_failed() == (cells[i].allocation != 0));
        tried.insert(cells[i].kind);
    }
    std::printf("%s, %s: %u %s, %zu faults tried of %zu, %zu kinds, %u violations, %u needed the "
                "card put in anew\n",
                persona,
                scenario.name,
                positions,
                kind.c_str(),
                static_cast<std::size_t>(tally.cells),
                cells.size(),
                tried.size(),
                tally.violations,
                tally.reinsertions);
    std::fflush(stdout);
    // Not the same few everywhere (allocations have two), and in all scenarios together all of
    // them.
    std::set<std::string> kinds;
    for (const auto& cell : cells) {
        kinds.insert(cell.kind);
    }
    CHECK(2 * tried.size() >= std::min<std::size_t>(kinds.size(), tally.cells));
    total.kinds.merge(kinds);
    total.tried_kinds.merge(tried);
    total.cells += tally.cells;
    total.violations += tally.violations;
    total.reinsertions += tally.reinsertions;
}

/// Only those of the environment, to look into them: OPENBEID_FAULTS_ONLY="v17-citizen, sign".
const char* selection()
{
    return std::getenv("OPENBEID_FAULTS_ONLY"); // NOLINT(concurrency-mt-unsafe)
}

bool is_wanted(const char* persona, const Scenario& scenario)
{
    const char* const only = selection();
    return (scenario.only_1_8 ? persona == std::string_view{"v18-citizen"} : true) &&
           (only == nullptr || (std::string{persona} + ", " + scenario.name).starts_with(only));
}

template <typename Function>
void for_each_scenario(Function&& function)
{
    for (const char* const persona : personas) {
        for (const auto& scenario : scenarios()) {
            if (!is_wanted(persona, scenario)) {
                continue;
            }
            Tally tally;
            learn_data(true);
            const Run other{
                scenario, persona, {.place = "the other card", .other_card_first = true}, tally};
            const Run faultless{scenario, persona, {.place = "no fault"}, tally};
            learn_data(false);
            INFO(persona << ", " << scenario.name);
            REQUIRE(faultless.came_to_end());
            function(scenario, persona, faultless);
        }
    }
}

} // namespace

TEST_CASE("no error of PC/SC and no event at any call does harm", "[faults][calls]")
{
    for_each_scenario([](const Scenario& scenario, const char* persona, const Run& faultless) {
        std::vector<Cell> cells;
        unsigned position = 0;
        for (const auto& function : faultless.functions()) {
            add_call_cells(cells, ++position, function);
        }
        run(scenario, persona, cells, 40, "calls of PC/SC", position);
    });
}

TEST_CASE("no answer of the card to any command does harm", "[faults][answers]")
{
    for_each_scenario([](const Scenario& scenario, const char* persona, const Run& faultless) {
        std::vector<Cell> cells;
        unsigned position = 0;
        for (const auto& header : faultless.commands()) {
            add_answer_cells(cells, ++position, header);
        }
        run(scenario, persona, cells, 40, "APDUs", position);
    });
}

TEST_CASE("no allocation that fails does harm", "[faults][memory]")
{
    for_each_scenario([](const Scenario& scenario, const char* persona, const Run& faultless) {
        REQUIRE(faultless.allocations() > 1000); // else they are not seen
        // A sample in any case: there are some 10,000 of them.
        constexpr std::uint64_t step = 97;
        std::vector<Cell> cells;
        for (std::uint64_t i = 1; i <= faultless.allocations(); i += i < 100 ? 1 : step) {
            add_allocation_cells(cells, i);
        }
        run(scenario,
            persona,
            cells,
            10,
            "allocations",
            static_cast<unsigned>(faultless.allocations()));
    });
}

TEST_CASE("no allocation that fails while a program waits for a card does harm", "[faults][memory]")
{
    for_each_scenario([](const Scenario& scenario, const char* persona, const Run& faultless) {
        if (!scenario.begins_without_card) {
            return;
        }
        std::vector<Cell> cells;
        for (auto i = faultless.allocations_of_start() + 1; i <= faultless.allocations(); ++i) {
            add_allocation_cells(cells, i);
        }
        run(scenario,
            persona,
            cells,
            cells.size(),
            "allocations after C_Initialize",
            static_cast<unsigned>(faultless.allocations() - faultless.allocations_of_start()));
    });
}

TEST_CASE("without a page for secrets no PIN is sent, and the caller hears why", "[faults][memory]")
{
    for_each_scenario([](const Scenario& scenario, const char* persona, const Run& faultless) {
        Tally tally;
        const Run run{scenario, persona, {.place = "no page", .without_pages = true}, tally};
        const bool gives_pin = faultless.pins_sent() > 0 && scenario.pad == 0;
        CHECK((run.memory_failed() || !gives_pin));
        CHECK(run.came_to_end() != run.memory_failed());
        if (run.memory_failed()) {
            CHECK(run.first_error() == Rv{CKR_HOST_MEMORY});
        }
        if (scenario.pad == 0) {
            CHECK(run.pins_sent() == 0);
        }
    });
}

TEST_CASE("C_Finalize ends another thread's wait although SCardCancel fails at first",
          "[faults][calls]")
{
    constexpr unsigned failures = 3;
    const auto& module = loaded_list(); // the watch is for one thread
    auto& stack = ReaderStack::the();
    for (const auto status : pcsc_errors()) {
        CAPTURE(status);
        stack.start(make_card("v18-citizen"), nullptr, {});
        BlockedWait wait{status, failures};
        REQUIRE(Rv{module.C_Initialize(nullptr)} == Rv{CKR_OK});
        Rv waited;
        std::thread waiter{[&] {
            CK_SLOT_ID slot = 0;
            waited = Rv{module.C_WaitForSlotEvent(0, &slot, nullptr)};
        }};
        wait.await_begin();
        CHECK(Rv{module.C_Finalize(nullptr)} == Rv{CKR_OK});
        waiter.join();
        CHECK(waited == Rv{CKR_CRYPTOKI_NOT_INITIALIZED});
        CHECK(wait.cancels() > failures);
        CHECK(stack.left_over().empty());
    }
}

TEST_CASE("all that was tried", "[faults][total]")
{
    std::printf("In all: %u faults tried, %u violations\n", total.cells, total.violations);
    CHECK(total.violations == 0);
    if (selection() == nullptr) {
        std::vector<std::string> left_out;
        std::ranges::set_difference(total.kinds, total.tried_kinds, std::back_inserter(left_out));
        CHECK(left_out == std::vector<std::string>{});
    }
    if (is_whole_matrix()) {
        CHECK(total.cells >= 5000);
    }
}
