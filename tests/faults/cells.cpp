// SPDX-License-Identifier: Apache-2.0
#include "cells.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace openbeid::test {

using virtual_card::Fault;
using virtual_card::FaultKind;

namespace {

using namespace std::chrono_literals;

std::string hex(unsigned long value)
{
    std::array<char, 20> text{};
    static_cast<void>(std::snprintf(text.data(), text.size(), "%04lX", value));
    return text.data();
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

constexpr std::uint8_t ins_verify = 0x20;
constexpr std::uint8_t ins_mse = 0x22;
constexpr std::uint8_t ins_change = 0x24;
constexpr std::uint8_t ins_select = 0xA4;
constexpr std::uint8_t ins_read = 0xB0;
constexpr std::uint8_t ins_card_data = 0xE4;

/// What a card says of itself that holds for as long as it is in the reader.
struct LastingWord {
    std::uint8_t ins;
    std::uint16_t status;
};
constexpr std::array<LastingWord, 15> lasting_words{{
    {ins_verify, 0x63C0}, // blocked (card reference §5.5)
    {ins_verify, 0x6983},
    {ins_verify, 0x6A88}, // no PIN yet
    {ins_verify, 0x6985}, // to the status query, as the keys answer (§1.5)
    {ins_change, 0x63C0},
    {ins_change, 0x6983},
    {ins_change, 0x6A88},
    {ins_mse, 0x6985}, // keys not activated, or not there (§5.8)
    {ins_mse, 0x6A82},
    {ins_mse, 0x6A88},
    {ins_select, 0x6283}, // file not activated, or not there (§5.2)
    {ins_select, 0x6985},
    {ins_select, 0x6A82},
    {ins_read, 0x6982}, // file withheld (§5.4)
    {ins_read, 0x6985},
}};

bool ends_with_9000(const Bytes& bytes)
{
    return bytes.size() >= 2 && bytes[bytes.size() - 2] == 0x90 && bytes.back() == 0x00;
}

/// Whether the module must believe that answer until the card is taken out.
bool is_believed(std::uint8_t ins, const Fault& fault)
{
    if (fault.kind == FaultKind::status || fault.kind == FaultKind::status_after) {
        return (fault.status == 0x9000 && ins == ins_select) ||
               std::ranges::any_of(lasting_words, [&](const LastingWord& word) {
                   return word.ins == ins && word.status == fault.status;
               });
    }
    // Another certificate or none, another serial number.
    const bool is_false_data = fault.kind == FaultKind::flip ||
                               (fault.kind == FaultKind::garbage && ends_with_9000(fault.bytes));
    // A key that is not found, although its directory was just selected.
    return is_false_data ? ins == ins_read || ins == ins_card_data
                         : fault.kind == FaultKind::silent_reset && ins == ins_mse;
}

/// After these the module has no reason to think that the card in the reader is one of ours.
bool condemns_card(LONG status)
{
    return status == SCARD_W_UNSUPPORTED_CARD || status == SCARD_W_UNRESPONSIVE_CARD ||
           status == SCARD_W_UNPOWERED_CARD;
}

/// The status word that the card answers instead of its own, 0 if it is no such fault.
std::uint16_t word_of(const Cell& cell)
{
    const bool is_word = cell.answer && (cell.answer->kind == FaultKind::status ||
                                         cell.answer->kind == FaultKind::status_after);
    return is_word ? cell.answer->status : 0;
}

bool is_kind(const Cell& cell, FaultKind kind)
{
    return cell.answer && cell.answer->kind == kind;
}

/// Tries are left.
bool is_refusal(std::uint16_t word)
{
    return (word & 0xFFF0U) == 0x63C0 && word != 0x63C0;
}

bool is_blocking(std::uint16_t word)
{
    return word == 0x63C0 || word == 0x6983;
}

/// A card without PIN or keys answers like that, or like one whose files were never selected.
bool may_lack_pin(const Cell& cell, std::uint16_t word)
{
    constexpr std::array<std::uint16_t, 4> words{0x6283, 0x6985, 0x6A82, 0x6A88};
    return std::ranges::find(words, word) != words.end() ||
           is_kind(cell, FaultKind::silent_reset) || cell.is_false_data;
}

/// The card goes, or the reader with it.
bool is_removal(const Cell& cell)
{
    constexpr std::array events{Event::removal, Event::swap, Event::back_again, Event::unplugging};
    return std::ranges::find(events, cell.call.event) != events.end() ||
           is_kind(cell, FaultKind::remove);
}

/// Another program resets it.
bool is_reset(const Cell& cell)
{
    return cell.call.event == Event::reset || is_kind(cell, FaultKind::reset) ||
           is_kind(cell, FaultKind::silent_reset);
}

} // namespace

// 80100001 to 80100031 and 80100065 to 8010006F.
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

std::vector<CK_RV> wrong_codes(const Cell& cell)
{
    std::vector<CK_RV> codes;
    const auto word = word_of(cell);
    // These make programs ask a person again, or send one to the town hall (card reference §5.5).
    if (!is_refusal(word)) {
        codes.push_back(CKR_PIN_INCORRECT);
    }
    if (!is_blocking(word)) {
        codes.push_back(CKR_PIN_LOCKED);
    }
    if (!may_lack_pin(cell, word)) {
        codes.push_back(CKR_USER_PIN_NOT_INITIALIZED);
    }
    if (is_removal(cell)) {
        // Its sessions are dead, and say so (product.md §4, conformance.md §5.1).
        codes.insert(codes.end(),
                     {CKR_DEVICE_ERROR, CKR_TOKEN_NOT_RECOGNIZED, CKR_USER_NOT_LOGGED_IN});
    }
    if (is_reset(cell) || (word != 0 && !cell.is_false_data)) {
        // The card is there, and the same one: its sessions live.
        codes.insert(codes.end(),
                     {CKR_DEVICE_REMOVED, CKR_SESSION_HANDLE_INVALID, CKR_TOKEN_NOT_PRESENT});
    }
    return codes;
}

bool can_end_login(const Cell& cell)
{
    constexpr std::array taken{SCARD_E_SHARING_VIOLATION, SCARD_W_REMOVED_CARD};
    const bool is_taken =
        cell.call.lasting && std::ranges::find(taken, cell.call.status) != taken.end();
    // What is open from then on is another program's.
    const bool has_ended = cell.call.status == SCARD_W_RESET_CARD;
    return !is_taken && !has_ended && !cell.is_false_data;
}

bool says_elsewhere(const Cell& cell)
{
    constexpr std::array<std::uint16_t, 4> words{0x6A82, 0x6A88, 0x6D00, 0x6E00};
    return std::ranges::find(words, word_of(cell)) != words.end();
}

void add_call_cells(std::vector<Cell>& cells, unsigned position, const std::string& function)
{
    const auto at = "call " + std::to_string(position) + ", " + function;
    // What pcsc-lite can't have done although it tells of an error is left out.
    const bool may_be_done = function == "SCardTransmit" || function == "SCardBeginTransaction" ||
                             function == "SCardEndTransaction" || function == "SCardReconnect" ||
                             function == "SCardControl";
    for (const auto status : pcsc_errors()) {
        const auto kind = hex(static_cast<unsigned long>(status) & 0xFFFFFFFFU);
        Cell cell{.place = at, .kind = kind, .is_lie = condemns_card(status)};
        cell.call = {.position = position, .status = status};
        cells.push_back(cell);
        if (!is_typical(status)) {
            continue;
        }
        cell.kind = kind + " for good";
        cell.call.lasting = true;
        cells.push_back(cell);
        if (may_be_done) {
            cell.kind = kind + " but done";
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
        cells.push_back(
            {.place = at, .kind = name, .call = {.position = position, .event = event}});
    }
}

void add_answer_cells(std::vector<Cell>& cells, unsigned position, ByteView header)
{
    const auto at = "APDU " + std::to_string(position) + ", " + to_hex(header);
    constexpr std::array<std::uint16_t, 34> words{
        0x6100, 0x6104, 0x61FF, 0x6200, 0x6281, 0x6282, 0x6283, 0x6300, 0x63C0,
        0x63C1, 0x63C2, 0x63CF, 0x6400, 0x6500, 0x6581, 0x6700, 0x6800, 0x6900,
        0x6982, 0x6983, 0x6984, 0x6985, 0x6986, 0x6A80, 0x6A82, 0x6A86, 0x6A88,
        0x6B00, 0x6C00, 0x6C10, 0x6CFF, 0x6D00, 0x6E00, 0x6F00};
    const auto add = [&](std::string kind, Fault fault, bool is_false_data) {
        fault.after = position;
        const bool is_lie = is_believed(header[1], fault);
        cells.push_back({.place = at,
                         .kind = std::move(kind),
                         .answer = std::move(fault),
                         .is_lie = is_lie,
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
    cells.push_back({.place = at, .kind = "once", .allocation = position});
    cells.push_back(
        {.place = at, .kind = "for good", .allocation = position, .lasting_allocation = true});
}

} // namespace openbeid::test
