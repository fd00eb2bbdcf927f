// SPDX-License-Identifier: Apache-2.0
// One fault at a time, at every place where the module meets PC/SC, the card and the memory.
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
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace openbeid;
using namespace openbeid::test;
using virtual_card::Fault;
using virtual_card::FaultKind;

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

/// All that goes wrong in one run.
struct Cell {
    std::string name;
    CallFault call{};
    std::optional<Fault> answer{};
    std::uint64_t allocation{0};
    bool lasting_allocation{false};
    /// The card said what is not so: the module may believe it until the card is taken out.
    bool is_lie{false};
    /// It answered 9000 with other bytes.
    bool is_false_data{false};
    /// The card for swaps is in the reader from the start.
    bool other_card_first{false};
};

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
        stack.start(card, make_other_card(persona), cell.call);
        if (cell.other_card_first) {
            stack.happen(Event::swap);
        }
        if (scenario.begins_without_card) {
            stack.happen(Event::removal);
        }
        if (cell.answer) {
            card->inject(*cell.answer);
        }
        trust_data_of_card(!cell.is_false_data);
        Watch::the().begin(extra_codes(cell));
        memory::fail_at(cell.allocation, cell.lasting_allocation);
        came_to_end_ = scenario.run();
        functions_ = stack.functions();
        apdus_ = card->counters().apdus;
        allocations_ = memory::allocations();
        memory::fail_at(0, false);
        recover();
        finish();
    }

    [[nodiscard]] bool came_to_end() const { return came_to_end_; }
    /// The calls of PC/SC.
    [[nodiscard]] const std::vector<std::string>& functions() const { return functions_; }
    [[nodiscard]] unsigned apdus() const { return static_cast<unsigned>(apdus_); }
    [[nodiscard]] std::uint64_t allocations() const { return allocations_; }

private:
    static std::vector<CK_RV> extra_codes(const Cell& cell)
    {
        if (cell.allocation != 0) {
            // OpenSSL seldom tells that it was the memory.
            return {CKR_HOST_MEMORY, CKR_GENERAL_ERROR};
        }
        return cell.call.status == SCARD_E_NO_MEMORY ? std::vector<CK_RV>{CKR_HOST_MEMORY}
                                                     : std::vector<CK_RV>{};
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
    std::uint64_t apdus_{0};
    std::uint64_t allocations_{0};
};

std::string hex(unsigned long value)
{
    std::array<char, 20> text{};
    static_cast<void>(std::snprintf(text.data(), text.size(), "%04lX", value));
    return text.data();
}

/// Every error of winscard.h: 80100001 to 80100031 and 80100065 to 8010006F.
std::vector<LONG> pcsc_errors()
{
    std::vector<LONG> errors;
    for (LONG status = SCARD_F_INTERNAL_ERROR; status <= SCARD_E_SERVER_TOO_BUSY; ++status) {
        errors.push_back(status);
    }
    for (LONG status = SCARD_W_UNSUPPORTED_CARD; status <= SCARD_W_CARD_NOT_AUTHENTICATED;
         ++status) {
        errors.push_back(status);
    }
    return errors;
}

/// One or more for each thing that the module can make of an error.
bool is_typical(LONG status)
{
    constexpr std::array typical{SCARD_F_INTERNAL_ERROR,
                                 SCARD_E_CANCELLED,
                                 SCARD_E_INVALID_HANDLE,
                                 SCARD_E_INVALID_PARAMETER,
                                 SCARD_E_NO_MEMORY,
                                 SCARD_E_INSUFFICIENT_BUFFER,
                                 SCARD_E_UNKNOWN_READER,
                                 SCARD_E_TIMEOUT,
                                 SCARD_E_SHARING_VIOLATION,
                                 SCARD_E_NO_SMARTCARD,
                                 SCARD_E_INVALID_VALUE,
                                 SCARD_F_COMM_ERROR,
                                 SCARD_E_NOT_TRANSACTED,
                                 SCARD_E_NO_SERVICE,
                                 SCARD_E_READER_UNAVAILABLE,
                                 SCARD_W_UNRESPONSIVE_CARD,
                                 SCARD_W_RESET_CARD,
                                 SCARD_W_REMOVED_CARD};
    return std::find(typical.begin(), typical.end(), status) != typical.end();
}

/// After these the module has no reason to think that the card in the reader is one of ours.
bool condemns_card(LONG status)
{
    return status == SCARD_W_UNSUPPORTED_CARD || status == SCARD_W_UNRESPONSIVE_CARD ||
           status == SCARD_W_UNPOWERED_CARD;
}

void add_call_cells(std::vector<Cell>& cells, unsigned position, const std::string& function)
{
    const auto at = "call " + std::to_string(position) + ", " + function;
    // What pcsc-lite can't have done although it tells of an error is left out.
    const bool may_be_done = function == "SCardTransmit" || function == "SCardBeginTransaction" ||
                             function == "SCardEndTransaction" || function == "SCardReconnect";
    for (const auto status : pcsc_errors()) {
        const auto name = at + ": " + hex(static_cast<unsigned long>(status) & 0xFFFFFFFFU);
        Cell cell{.name = name, .is_lie = condemns_card(status)};
        cell.call = {.position = position, .status = status};
        cells.push_back(cell);
        if (!is_typical(status)) {
            continue;
        }
        cell.name = name + " for good";
        cell.call.lasting = true;
        cells.push_back(cell);
        if (may_be_done) {
            cell.name = name + " but done";
            cell.call = {.position = position, .status = status, .after = true};
            cells.push_back(cell);
        }
    }
    constexpr std::array events{std::pair{Event::reset, "reset"},
                                std::pair{Event::removal, "removal"},
                                std::pair{Event::swap, "swap"},
                                std::pair{Event::back_again, "out and in"},
                                std::pair{Event::unplugging, "unplugging"},
                                std::pair{Event::service_restart, "pcscd anew"},
                                std::pair{Event::service_end, "no pcscd"}};
    for (const auto& [event, name] : events) {
        cells.push_back({.name = at + ": " + name, .call = {.position = position, .event = event}});
    }
}

void add_answer_cells(std::vector<Cell>& cells, unsigned position)
{
    const auto at = "APDU " + std::to_string(position) + ": ";
    constexpr std::array<std::uint16_t, 34> words{
        0x6100, 0x6104, 0x61FF, 0x6200, 0x6281, 0x6282, 0x6283, 0x6300, 0x63C0,
        0x63C1, 0x63C2, 0x63CF, 0x6400, 0x6500, 0x6581, 0x6700, 0x6800, 0x6900,
        0x6982, 0x6983, 0x6984, 0x6985, 0x6986, 0x6A80, 0x6A82, 0x6A86, 0x6A88,
        0x6B00, 0x6C00, 0x6C10, 0x6CFF, 0x6D00, 0x6E00, 0x6F00};
    const auto add = [&](std::string name, Fault fault, bool is_false_data) {
        fault.after = position;
        cells.push_back({.name = at + std::move(name),
                         .answer = std::move(fault),
                         .is_lie = true,
                         .is_false_data = is_false_data});
    };
    for (const auto word : words) {
        add(hex(word), {.kind = FaultKind::status, .status = word}, false);
        add(hex(word) + " but done", {.kind = FaultKind::status_after, .status = word}, false);
    }
    add("9000 unasked", {.kind = FaultKind::status, .status = 0x9000}, true);
    for (const std::size_t count : {1U, 2U, 100U}) {
        add("cut by " + std::to_string(count), {.kind = FaultKind::cut, .count = count}, true);
    }
    for (const std::size_t bit : {0U, 7U, 100U, 1000U}) {
        add("bit " + std::to_string(bit), {.kind = FaultKind::flip, .count = bit}, true);
    }
    add("empty", {.kind = FaultKind::empty}, false);
    for (const std::size_t size : {0U, 1U, 2U, 20U, 258U, 300U, 5000U}) {
        Bytes bytes(size, 0x30);
        add(std::to_string(size) + " bytes", {.kind = FaultKind::garbage, .bytes = bytes}, true);
        if (size > 2) {
            bytes[size - 2] = 0x90;
            bytes[size - 1] = 0x00;
            add(std::to_string(size) + " bytes and 9000",
                {.kind = FaultKind::garbage, .bytes = bytes},
                true);
        }
    }
    add("lost", {.kind = FaultKind::drop_before}, false);
    add("lost when done", {.kind = FaultKind::drop_after}, false);
    add("late", {.kind = FaultKind::delay, .delay = 10s}, false);
    add("removal", {.kind = FaultKind::remove}, false);
    add("reset", {.kind = FaultKind::reset}, false);
    add("reset unnoticed", {.kind = FaultKind::silent_reset}, false);
}

void add_allocation_cells(std::vector<Cell>& cells, std::uint64_t position)
{
    const auto at = "allocation " + std::to_string(position);
    cells.push_back({.name = at, .allocation = position});
    cells.push_back({.name = at + " for good", .allocation = position, .lasting_allocation = true});
}

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
        for (unsigned position = 1; position <= faultless.apdus(); ++position) {
            add_answer_cells(cells, position);
        }
        run(scenario, persona, cells, 40, "APDUs", faultless.apdus());
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

TEST_CASE("all that was tried", "[faults]")
{
    std::printf("In all: %u faults tried, %u violations\n", total.cells, total.violations);
    CHECK(total.violations == 0);
    if (is_whole_matrix()) {
        CHECK(total.cells >= 5000);
    }
}
