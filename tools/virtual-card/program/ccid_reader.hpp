// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/pin_request.hpp"
#include "virtual_card/card.hpp"

#include <openbeid/bytes.hpp>

#include <cstdint>
#include <optional>

namespace openbeid::virtual_card {

/// What the user of the PIN pad does at every entry, until told otherwise.
struct PadUser {
    enum class Act : std::uint8_t {
        wait,   ///< nothing yet: the entry goes on
        type,   ///< and confirms
        cancel, ///< the cancel key
        leave,  ///< the reader's time-out comes
    };
    Act act{Act::wait};
    Typed typed{};
};

/**
 * A CCID reader with a PIN pad, at the level of its messages (CCID specification, revision 1.1):
 * T=0, TPDU level, as the serial driver of libccid has it. The card is in its first slot; the
 * others of those kinds that have more are empty.
 */
class CcidReader {
public:
    /// The answer to one message of the driver. Nothing while the pad's user is waited for.
    [[nodiscard]] std::optional<Bytes> answer(ByteView message, Card& card);

    /// The answer that was waited for, once the user has made up his mind or the card is out.
    [[nodiscard]] std::optional<Bytes> settle(Card& card);

    /// What a serial reader puts before its next answer when the card has come or gone since the
    /// last one, once the driver has asked for it to be told there.
    [[nodiscard]] Bytes movement(const Card& card);

    /// Whether a message asks the user of the pad for something.
    [[nodiscard]] static bool is_pin_entry(ByteView message);

    void instruct(PadUser user) { user_ = std::move(user); }
    /// The entry that waits for the user.
    [[nodiscard]] const std::optional<PinRequest>& entry() const { return entry_; }
    /// How many entries there were.
    [[nodiscard]] unsigned entries() const { return entries_; }

    /// The card has been powered since it was put in.
    [[nodiscard]] bool powered() const { return powered_; }
    void card_is_out() { powered_ = false; }

private:
    struct Header {
        std::uint8_t type{0};
        std::uint8_t slot{0};
        std::uint8_t sequence{0};
    };
    [[nodiscard]] static Bytes
    reply(const Header& to, std::uint8_t type, std::uint8_t status, ByteView data = {});
    [[nodiscard]] Bytes
    good(const Header& to, std::uint8_t type, const Card& card, ByteView data) const;
    [[nodiscard]] Bytes
    failed(const Header& to, std::uint8_t type, const Card& card, std::uint8_t error) const;
    [[nodiscard]] std::uint8_t icc_status(const Card& card) const;

    [[nodiscard]] static Bytes answer_of_empty_slot(const Header& to);
    [[nodiscard]] Bytes answer_of_busy_slot(const Header& to, const Card& card) const;
    [[nodiscard]] Bytes power_on(const Header& to, Card& card);
    [[nodiscard]] Bytes transfer(const Header& to, Card& card, ByteView data);
    [[nodiscard]] Bytes exchange(const Header& to, Card& card, ByteView command);
    [[nodiscard]] Bytes parameters(const Header& to, const Card& card, ByteView data);
    [[nodiscard]] Bytes escape(const Header& to, const Card& card, ByteView data);
    [[nodiscard]] std::optional<Bytes> secure(const Header& to, Card& card, ByteView data);

    PadUser user_;
    std::optional<PinRequest> entry_;
    Header entry_header_;
    unsigned entries_{0};
    bool powered_{false};
    bool tells_movements_{false};
    bool told_present_{false};
    Bytes t0_parameters_{0x11, 0x00, 0x00, 0x0A, 0x00};
};

} // namespace openbeid::virtual_card
