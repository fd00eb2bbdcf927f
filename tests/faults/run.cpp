// SPDX-License-Identifier: Apache-2.0
#include "run.hpp"

#include "clock.hpp"
#include "functions.hpp"
#include "memory.hpp"
#include "reader_stack.hpp"
#include "support/catch.hpp"
#include "watch.hpp"

#include <chrono>
#include <memory>

namespace openbeid::test {

namespace {

using namespace std::chrono_literals;

/// Whose card has the same ATR and another PIN.
std::shared_ptr<Card> make_other_card(std::string_view persona)
{
    auto card = make_card(persona == "v18-citizen"   ? "v18-foreigner"
                          : persona == "v17-citizen" ? "v11-citizen"
                                                     : "v17-citizen");
    card->set_pin("4321");
    return card;
}

std::uint64_t commands_with_pin(const Card& card)
{
    constexpr std::uint8_t ins_change = 0x24;
    auto counters = card.counters();
    return counters.verify_pins + counters.by_ins[ins_change];
}

std::vector<CK_RV> extra_codes(const Scenario& scenario, const Cell& cell)
{
    std::vector<CK_RV> codes;
    if (scenario.pad != 0) {
        // The cancel key; and what a reader is told that turns out to have no pad.
        codes = {CKR_FUNCTION_CANCELED, CKR_ARGUMENTS_BAD, CKR_FUNCTION_NOT_SUPPORTED};
    }
    if (cell.allocation != 0 || cell.without_pages || cell.call.status == SCARD_E_NO_MEMORY) {
        codes.push_back(CKR_HOST_MEMORY);
    }
    if (cell.allocation != 0) {
        codes.push_back(CKR_GENERAL_ERROR); // OpenSSL seldom tells that it was the memory
    }
    return codes;
}

} // namespace

Run::Run(const Scenario& scenario, std::string_view persona, const Cell& cell, Tally& tally)
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
    Watch::the().begin({.also_right = extra_codes(scenario, cell),
                        .wrong = wrong_codes(cell),
                        .logs_off = can_end_login(cell),
                        .proofs = says_elsewhere(cell) ? 2U : 1U});
    if (cell.without_pages) {
        memory::fail_pages();
    } else {
        memory::fail_at(cell.allocation, cell.lasting_allocation);
    }
    came_to_end_ = scenario.run();
    memory_failed_ = memory::has_failed();
    pins_sent_ = commands_with_pin(*card);
    first_error_ = Watch::the().first_error();
    functions_ = stack.functions();
    commands_ = stack.commands();
    allocations_ = memory::allocations();
    allocations_of_start_ = test::allocations_of_start();
    memory::fail_at(0, false);
    recover();
    finish();
}

void Run::recover()
{
    ReaderStack::the().mend();
    Watch::the().mended();
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

void Run::finish()
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
        FAIL_CHECK(cell_.name() << ": " << complaint);
    }
}

} // namespace openbeid::test
