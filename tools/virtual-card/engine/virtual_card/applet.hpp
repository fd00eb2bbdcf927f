// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/applet_traits.hpp"
#include "virtual_card/counters.hpp"
#include "virtual_card/file_system.hpp"
#include "virtual_card/persona.hpp"
#include "virtual_card/rights.hpp"

#include <optional>

namespace openbeid::virtual_card {

/// A T=0 command: five bytes of header and the data that follow them.
struct Command {
    std::uint8_t cla{0};
    std::uint8_t ins{0};
    std::uint8_t p1{0};
    std::uint8_t p2{0};
    std::uint8_t p3{0};
    ByteView data;

    /// Bytes that P3 asks for when data come from the card: 00 is 256.
    [[nodiscard]] std::size_t expected() const { return p3 == 0 ? 256U : p3; }
};

struct Answer {
    std::uint16_t sw{0x9000};
    Bytes data{};
};

/// The applet: its memory and its commands, as seen on the contacts. Not thread-safe: Card locks.
class EidApplet {
public:
    /// Both outlive the applet.
    EidApplet(Persona& persona, Counters& counters);

    /// Power-up or reset: the applet is selected, the MF is current, all rights are gone.
    void reset();

    [[nodiscard]] Answer process(ByteView command);

    [[nodiscard]] FileSystem& file_system() { return files_; }
    [[nodiscard]] const Rights& rights() const { return rights_; }

private:
    struct Environment {
        Algorithm algorithm;
        std::uint8_t key{0};
    };
    using Handler = Answer (EidApplet::*)(const Command&);
    struct Entry {
        std::uint8_t ins{0};
        std::uint8_t cla{0};
        bool data_from_card{false};
        bool available{true};
        Handler handler{nullptr};
    };

    [[nodiscard]] std::optional<Entry> entry_of(std::uint8_t ins) const;
    [[nodiscard]] Answer dispatch(const Command& command);
    void count_for_rights(const Command& command);
    /// Data for a command that brought data: kept for GET RESPONSE.
    [[nodiscard]] Answer hold(Bytes data);
    /// Data for a command with Le: 6Cxx if it asks for more, 61xx if for less.
    [[nodiscard]] Answer give(const Command& command, Bytes data);

    // applet.cpp
    [[nodiscard]] Answer get_response(const Command& command);
    [[nodiscard]] Answer get_card_data(const Command& command);
    [[nodiscard]] Answer get_challenge(const Command& command);
    [[nodiscard]] Answer refuse_administration(const Command& command);
    // applet_files.cpp
    [[nodiscard]] Answer select(const Command& command);
    [[nodiscard]] Answer select_name(const Command& command);
    [[nodiscard]] Answer read_binary(const Command& command);
    [[nodiscard]] Answer read_record(const Command& command);
    // applet_pin.cpp
    [[nodiscard]] Answer verify(const Command& command);
    [[nodiscard]] Answer verify_status(const Command& command);
    [[nodiscard]] Answer change_pin(const Command& command);
    [[nodiscard]] Answer unblock_pin(const Command& command);
    [[nodiscard]] Answer log_off(const Command& command);
    [[nodiscard]] Answer compare_pin(ByteView block);
    void grant_rights();
    // applet_sign.cpp
    [[nodiscard]] Answer set_environment(const Command& command);
    [[nodiscard]] Answer compute_signature(const Command& command);
    [[nodiscard]] Answer sign(bool non_repudiation, const Command& command);
    [[nodiscard]] Answer internal_authenticate(const Command& command);

    Persona& persona_;
    Counters& counters_;
    const Traits& traits_;
    FileSystem files_;
    Rights rights_;
    bool selected_{true};
    std::optional<Environment> environment_;
    Bytes held_; ///< waits for GET RESPONSE
    unsigned basic_key_uses_{0};
};

} // namespace openbeid::virtual_card
