// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace openbeid::apdu {

/// Instructions of the Belpic applet (card reference §5.0).
enum class Ins : std::uint8_t {
    verify = 0x20,
    manage_security_environment = 0x22,
    change_reference_data = 0x24,
    perform_security_operation = 0x2A,
    internal_authenticate = 0x88,
    select = 0xA4,
    read_binary = 0xB0,
    read_record = 0xB2,
    get_response = 0xC0,
    get_card_data = 0xE4,
    log_off = 0xE6,
};

struct Header {
    std::uint8_t cla{0};
    Ins ins{};
    std::uint8_t p1{0};
    std::uint8_t p2{0};
};

/**
 * A short command in one of the three ISO 7816-4 cases that a T=0 card takes: 1 (neither data nor
 * answer), 2 (answer), 3 (data). A command with both is sent as case 3: the card answers 61xx
 * (card reference §5.3).
 *
 * Not for commands that carry a PIN: those are built in the secret page.
 */
class Command {
public:
    static constexpr std::size_t max_data_size = 255;

    [[nodiscard]] static Command case1(const Header& header) noexcept;
    /// @param expected  bytes asked for, 1 to 256
    [[nodiscard]] static Command case2(const Header& header, std::size_t expected) noexcept;
    /// @param data  1 to max_data_size bytes; more than that is cut by nobody: it is our bug
    [[nodiscard]] static Command case3(const Header& header, ByteView data);

    [[nodiscard]] ByteView bytes() const noexcept { return ByteView{bytes_}.first(size_); }

private:
    explicit Command(const Header& header) noexcept;

    std::array<std::uint8_t, 5 + max_data_size> bytes_{};
    std::size_t size_{4};
};

} // namespace openbeid::apdu
