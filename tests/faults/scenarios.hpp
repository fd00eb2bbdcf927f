// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reader_stack.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace openbeid::test {

/// What a program does from C_Initialize on, until it is done or something fails; it checks what
/// it gets. It may end with C_Finalize.
struct Scenario {
    const char* name;
    bool (*run)(); ///< whether it came to its end
    bool begins_without_card;
    bool only_1_8;
    std::uint8_t pad; ///< kind of PIN pad of the reader (fuzz/module/pad.hpp), 0: none
};

[[nodiscard]] const std::vector<Scenario>& scenarios();

/// The module's allocations in C_Initialize, in the last scenario that ran.
[[nodiscard]] std::uint64_t allocations_of_start();

/// A fresh card.
[[nodiscard]] std::shared_ptr<Card> make_card(std::string_view persona_name);

/// With no fault left: what a program does that begins anew with the module as it is. Whether all
/// of it worked.
[[nodiscard]] bool log_in_and_sign();

/// What follows is another cell, without the sessions of the one before. Answers with status 9000
/// and other bytes can't be told from certificates as they are: then, with data that are not to be
/// trusted, only their form is checked.
void begin_cell(bool trusted);

/// While it does, the data objects that are read are those that later ones are compared with.
void learn_data(bool learn);

} // namespace openbeid::test
