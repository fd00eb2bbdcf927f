// SPDX-License-Identifier: Apache-2.0
#include "module/rules.hpp"

#include "card/recognition.hpp"
#include "fuzz.hpp"

#include <algorithm>
#include <array>

namespace openbeid::fuzz {

namespace {

enum : std::uint8_t {
    ins_verify = 0x20,
    ins_mse = 0x22,
    ins_change = 0x24,
    ins_sign = 0x2A,
    ins_internal_authenticate = 0x88,
    ins_select = 0xA4,
    ins_read_binary = 0xB0,
    ins_read_record = 0xB2,
    ins_get_response = 0xC0,
    ins_get_card_data = 0xE4,
    ins_log_off = 0xE6,
};
constexpr std::array<std::uint8_t, 11> citizens_commands{ins_verify,
                                                         ins_mse,
                                                         ins_change,
                                                         ins_sign,
                                                         ins_internal_authenticate,
                                                         ins_select,
                                                         ins_read_binary,
                                                         ins_read_record,
                                                         ins_get_response,
                                                         ins_get_card_data,
                                                         ins_log_off};

constexpr std::size_t header_size = 5;
constexpr std::size_t block_size = 8;
constexpr std::size_t version_offset = 21; // GET CARD DATA, card reference §5.1
constexpr std::uint8_t signature_key = 0x83;

bool is_ok(ByteView answer)
{
    return answer.size() >= 2 && answer[answer.size() - 2] == 0x90 && answer.back() == 0x00;
}

/// Done, but for the data that GET RESPONSE fetches.
bool is_done(ByteView answer)
{
    return is_ok(answer) || (answer.size() >= 2 && answer[answer.size() - 2] == 0x61);
}

/// Card reference §5.5: 4 to 12 digits, their number in front, F behind.
bool is_pin_block(ByteView block)
{
    const std::size_t digits = block[0] & 0x0FU;
    if (block[0] >> 4U != 2 || digits < 4 || digits > 12) {
        return false;
    }
    for (std::size_t place = 0; place < 2 * (block_size - 1); ++place) {
        const auto byte = block[1 + place / 2];
        const unsigned nibble = place % 2 == 0 ? byte >> 4U : byte & 0x0FU;
        if ((place < digits) != (nibble <= 9) || (place >= digits && nibble != 0x0F)) {
            return false;
        }
    }
    return true;
}

} // namespace

void Rules::note_atr(ByteView atr)
{
    belpic_seen_ = belpic_seen_ || card::classify_atr(atr) == card::AtrKind::belpic;
}

void Rules::check_pin_command(ByteView command)
{
    const std::size_t blocks = command[1] == ins_verify ? 1 : 2;
    require(command.size() == header_size + blocks * block_size);
    for (std::size_t i = 0; i < blocks; ++i) {
        require(is_pin_block(command.subspan(header_size + i * block_size, block_size)));
    }
    ++(blocks == 1 ? verifies_ : changes_);
}

void Rules::note_command(ByteView command)
{
    require(command.size() >= 4 && command.size() <= header_size + 255);
    const auto ins = command[1];
    require(std::find(citizens_commands.begin(), citizens_commands.end(), ins) !=
            citizens_commands.end());
    if (ins == ins_get_card_data) {
        require(belpic_seen_ || select_succeeded_);
        require(command[0] == 0x80 && command.size() == header_size);
    } else if (ins == ins_verify && command.size() == 4) {
        require(status_query_safe_);
    } else if (ins == ins_verify || ins == ins_change) {
        check_pin_command(command);
    }
    if (ins != ins_get_response) {
        reads_card_data_ = ins == ins_get_card_data;
        card_data_.clear();
    }
}

void Rules::note_effect(ByteView command, ByteView answer)
{
    if (!is_done(answer)) {
        return;
    }
    switch (command[1]) {
    case ins_select: select_succeeded_ = true; break;
    case ins_mse: signature_key_chosen_ = command.back() == signature_key; break;
    case ins_verify:
        right_left_ = right_left_ || (signature_key_chosen_ && command.size() > 4);
        break;
    case ins_sign: right_left_ = false; break;
    case ins_log_off: note_reset(); break;
    default: break;
    }
}

void Rules::note_answer(ByteView command, ByteView answer)
{
    note_effect(command, answer);
    if (reads_card_data_ && answer.size() >= 2) {
        card_data_.insert(card_data_.end(), answer.begin(), answer.end() - 2);
        status_query_safe_ = status_query_safe_ || (card_data_.size() > version_offset &&
                                                    card_data_[version_offset] >= 0x17);
    }
}

} // namespace openbeid::fuzz
