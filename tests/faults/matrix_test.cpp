// SPDX-License-Identifier: Apache-2.0
// One fault at a time, at every place where the module meets PC/SC, the card and the memory.
#include "cells.hpp"
#include "clock.hpp"
#include "functions.hpp"
#include "memory.hpp"
#include "scenarios.hpp"
#include "watch.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace openbeid;
using namespace openbeid::test;

namespace {

using namespace std::chrono_literals;

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

/// Whose card has the same ATR and another PIN.
std::shared_ptr<Card> make_other_card(std::string_view persona)
{
    auto card = make_card(persona == "v18-citizen"   ? "v18-foreigner"
                          : persona == "v17-citizen" ? "v11-citizen"
                                                     : "v17-citizen");
    card->set_pin("4321");
    return card;
}

struct Tally {
    unsigned cells{0};
    unsigned violations{0};
    unsigned reinsertions{0}; ///< where the module believed a lie until the card was taken out
};

Tally total; // NOLINT: of this program

/// Runs `scenario` with one fault, and looks at what is left.
class Run {
public:
    Run(const Scenario& scenario, std::string_view persona, const Cell& cell, Tally& tally)
        : cell_{cell}, tally_{tally}
    {
        auto card = make_card(persona);
        auto& stack = ReaderStack::the();
        stack.start(card, make_other_card(persona), cell.call, scenario.pad);
        if (cell.other_card_first) {
            stack.happen(Event::swap);
        }
        if (scenario.begins_without_card) {
            stack.happen(Event::removal);
        }
        if (cell.answer) {
            card->inject(*cell.answer);
        }
        begin_cell(!cell.is_false_data);
        Watch::the().begin(extra_codes(scenario, cell));
        memory::fail_at(cell.allocation, cell.lasting_allocation);
        came_to_end_ = scenario.run();
        functions_ = stack.functions();
        commands_ = stack.commands();
        allocations_ = memory::allocations();
        allocations_of_start_ = test::allocations_of_start();
        memory::fail_at(0, false);
        recover();
        finish();
    }

    [[nodiscard]] bool came_to_end() const { return came_to_end_; }
    /// The calls of PC/SC.
    [[nodiscard]] const std::vector<std::string>& functions() const { return functions_; }
    /// The headers of the APDUs.
    [[nodiscard]] const std::vector<Bytes>& commands() const { return commands_; }
    [[nodiscard]] std::uint64_t allocations() const { return allocations_; }
    /// Those of them in C_Initialize.
    [[nodiscard]] std::uint64_t allocations_of_start() const { return allocations_of_start_; }

private:
    static std::vector<CK_RV> extra_codes(const Scenario& scenario, const Cell& cell)
    {
        std::vector<CK_RV> codes;
        if (scenario.pad != 0) {
            // The cancel key; and what a reader is told that turns out to have no pad.
            codes = {CKR_FUNCTION_CANCELED, CKR_ARGUMENTS_BAD, CKR_FUNCTION_NOT_SUPPORTED};
        }
        if (cell.allocation != 0 || cell.call.status == SCARD_E_NO_MEMORY) {
            codes.push_back(CKR_HOST_MEMORY);
        }
        if (cell.allocation != 0) {
            codes.push_back(CKR_GENERAL_ERROR); // OpenSSL seldom tells that it was the memory
        }
        return codes;
    }

    /// The module works again, as it is.
    void recover()
    {
        ReaderStack::the().mend();
        pass_time(61s); // a refused PIN is remembered for 60 s
        const Rv again{p11().C_Initialize(nullptr)};
        if (!(again == Rv{CKR_OK}) && !(again == Rv{CKR_CRYPTOKI_ALREADY_INITIALIZED})) {
            Watch::the().complain("can't be initialised any more");
        }
        static_cast<void>(p11().C_CloseAllSessions(0));
        if (log_in_and_sign()) {
            return;
        }
        if (!cell_.is_lie) {
            Watch::the().complain("does not work again");
        }
        ++tally_.reinsertions;
        ReaderStack::the().insert_again();
        pass_time(1s);
        static_cast<void>(p11().C_CloseAllSessions(0));
        if (!log_in_and_sign()) {
            Watch::the().complain("does not work again with the card put in anew");
        }
    }

    void finish()
    {
        static_cast<void>(p11().C_Finalize(nullptr));
        auto& watch = Watch::the();
        const auto& stack = ReaderStack::the();
        if (const auto left = stack.left_over(); !left.empty()) {
            watch.complain("left after C_Finalize: " + left);
        }
        if (stack.rights_left() > 0) {
            watch.complain("a right of key 83 outlived its transaction");
        }
        ++tally_.cells;
        for (const auto& complaint : watch.complaints()) {
            ++tally_.violations;
            FAIL_CHECK(cell_.name << ": " << complaint);
        }
    }

    const Cell& cell_;
    Tally& tally_;
    bool came_to_end_{false};
    std::vector<std::string> functions_;
    std::vector<Bytes> commands_;
    std::uint64_t allocations_{0};
    std::uint64_t allocations_of_start_{0};
};

bool is_whole_matrix()
{
    return std::getenv("OPENBEID_FAULTS_FULL") != nullptr; // NOLINT(concurrency-mt-unsafe)
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
    // Not a divisor of what repeats in the list.
    const std::size_t step =
        is_whole_matrix() ? 1 : std::max<std::size_t>(cells.size() / sample, 1) | 1U;
    for (std::size_t i = 0; i < cells.size(); i += step) {
        INFO(persona << ", " << scenario.name << ", " << cells[i].name);
        Run{scenario, persona, cells[i], tally};
    }
    std::printf("%s, %s: %u %s, %zu faults tried of %zu, %u violations, %u needed the card put in "
                "anew\n",
                persona,
                scenario.name,
                positions,
                kind.c_str(),
                static_cast<std::size_t>(tally.cells),
                cells.size(),
                tally.violations,
                tally.reinsertions);
    std::fflush(stdout);
    total.cells += tally.cells;
    total.violations += tally.violations;
    total.reinsertions += tally.reinsertions;
}

/// Only those of the environment, to look into them: OPENBEID_FAULTS_ONLY="v17-citizen, sign".
bool is_wanted(const char* persona, const Scenario& scenario)
{
    const char* const only = std::getenv("OPENBEID_FAULTS_ONLY"); // NOLINT(concurrency-mt-unsafe)
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
                scenario, persona, {.name = "the other card", .other_card_first = true}, tally};
            const Run faultless{scenario, persona, {.name = "no fault"}, tally};
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

TEST_CASE("all that was tried", "[faults]")
{
    std::printf("In all: %u faults tried, %u violations\n", total.cells, total.violations);
    CHECK(total.violations == 0);
    if (is_whole_matrix()) {
        CHECK(total.cells >= 5000);
    }
}
