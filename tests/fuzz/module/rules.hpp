// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstdint>

namespace openbeid::fuzz {

/**
 * What the module may say to a card, whatever that answers. Ends the program at the first command
 * that breaks a promise: an administration's command, GET CARD DATA (DELETE on other cards) to a
 * stranger, an empty VERIFY to an applet where that spends a try.
 */
class Rules {
public:
    /// What the service has said of a card's ATR.
    void note_atr(ByteView atr);
    void note_command(ByteView command);
    /// What the card did, whatever the module is told of it.
    void note_effect(ByteView command, ByteView answer);
    /// What the module is told.
    void note_answer(ByteView command, ByteView answer);

    /// Commands with a PIN since the beginning.
    [[nodiscard]] unsigned verifies() const noexcept { return verifies_; }
    [[nodiscard]] unsigned changes() const noexcept { return changes_; }

    /// Whether the card may hold a right of key 83 that no signature has used.
    [[nodiscard]] bool right_is_left() const noexcept { return right_left_; }
    void note_reset() noexcept { right_left_ = signature_key_chosen_ = false; }

private:
    void check_pin_command(ByteView command);

    unsigned verifies_{0};
    unsigned changes_{0};
    bool belpic_seen_{false};
    bool select_succeeded_{false};
    bool status_query_safe_{false};
    bool signature_key_chosen_{false};
    Bytes card_data_; ///< so far
    bool reads_card_data_{false};
    bool right_left_{false};
};

} // namespace openbeid::fuzz
