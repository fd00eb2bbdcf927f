// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"
#include "reader_stack.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace openbeid::test {

/// All that goes wrong in one run.
struct Cell {
    std::string place;
    std::string kind{}; ///< of fault; the same ones are tried at many places
    CallFault call{};
    std::optional<virtual_card::Fault> answer{};
    std::uint64_t allocation{0};
    bool lasting_allocation{false};
    bool without_pages{false};
    /// The card said what is not so: the module may believe it until the card is taken out.
    bool is_lie{false};
    /// It answered 9000 with other bytes.
    bool is_false_data{false};
    /// The card for swaps is in the reader from the start.
    bool other_card_first{false};

    [[nodiscard]] std::string name() const { return kind.empty() ? place : place + ": " + kind; }
};

/// Codes that the module must not answer from then on: they would tell of something else.
[[nodiscard]] std::vector<CK_RV> wrong_codes(const Cell& cell);

/// Whether C_Finalize can end a login. Not if the card says falsely that it is ended, or PC/SC that
/// another program has reset the card, or for good that it is another program's or gone.
[[nodiscard]] bool can_end_login(const Cell& cell);

/// Whether the card says that it has no such key where it is: it is then asked elsewhere.
[[nodiscard]] bool says_elsewhere(const Cell& cell);

/// Every error of winscard.h.
[[nodiscard]] std::vector<LONG> pcsc_errors();

/// Each error and event at the call of PC/SC with that number, counted from 1.
void add_call_cells(std::vector<Cell>& cells, unsigned position, const std::string& function);

/// Each answer to the APDU with that number, counted from 1.
/// @param header  of that APDU, 4 bytes
void add_answer_cells(std::vector<Cell>& cells, unsigned position, ByteView header);

/// The allocation with that number, counted from 1: once, and from then on.
void add_allocation_cells(std::vector<Cell>& cells, std::uint64_t position);

} // namespace openbeid::test
