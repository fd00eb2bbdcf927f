// SPDX-License-Identifier: Apache-2.0
#include "apdu/exchange.hpp"

#include "apdu/command.hpp"
#include "base/log.hpp"
#include "base/try.hpp"

#include <array>
#include <thread>

namespace openbeid::apdu {

namespace {

constexpr std::uint8_t bytes_available = 0x61;
constexpr std::uint8_t wrong_le = 0x6C;
constexpr int max_length_corrections = 2;   // card reference §7.3
constexpr std::size_t max_data_size = 4096; // no answer of the card is longer than 512 bytes

/// ISO 7816-4 cases 1 to 3, short form.
bool is_well_formed(ByteView command) noexcept
{
    return command.size() == 4 || command.size() == 5 ||
           (command.size() > 5 && command.size() == std::size_t{5} + command[4]);
}

/// Whether nothing was done; 62xx and 63xx are warnings (ISO 7816-4).
bool is_refusal(Sw sw) noexcept
{
    return sw1(sw) >= 0x64 && sw != Sw::ok;
}

std::size_t length_of(std::uint8_t coded) noexcept
{
    return coded == 0 ? 256 : coded;
}

/// One command, one answer; the log gets the header, lengths and status, never a data byte.
Result<Response> transmit_once(Channel& channel, ByteView command)
{
    std::array<std::uint8_t, max_response_size> buffer{};
    const auto received = channel.transmit(command, buffer);
    if (!received) {
        log::debug("APDU {:02X} {:02X} {:02X} {:02X}: {}",
                   command[0],
                   command[1],
                   command[2],
                   command[3],
                   log::describe(received.error()));
        return received.error();
    }
    if (*received < 2 || *received > buffer.size()) {
        return Error{.code = Errc::io, .where = "length of an answer"};
    }
    const auto size = *received - 2;
    const auto sw = Sw{static_cast<std::uint16_t>(buffer[size] << 8U | buffer[size + 1])};
    log::debug("APDU {:02X} {:02X} {:02X} {:02X} ({} bytes) -> {} bytes, SW={:04X}",
               command[0],
               command[1],
               command[2],
               command[3],
               command.size(),
               size,
               raw(sw));
    return Response{.data = {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)},
                    .sw = sw};
}

/// Sends `command`; a case 2 command that meets 6Cxx goes out again with the right length.
Result<Response> transmit_with_right_length(Channel& channel, ByteView command, Timing timing)
{
    OPENBEID_TRY(auto response, transmit_once(channel, command));
    for (int corrections = 0; sw1(response.sw) == wrong_le && command.size() == 5 &&
                              corrections < max_length_corrections;
         ++corrections) {
        std::this_thread::sleep_for(timing.pause_after_6c);
        const std::array<std::uint8_t, 5> corrected{
            command[0], command[1], command[2], command[3], sw2(response.sw)};
        OPENBEID_TRY(response, transmit_once(channel, corrected));
        response.length_was_named = true;
    }
    return response;
}

} // namespace

Result<Response> exchange(Channel& channel, ByteView command, Timing timing)
{
    if (!is_well_formed(command)) {
        return Error{.code = Errc::bad_length, .where = "APDU"};
    }
    OPENBEID_TRY(auto response, transmit_with_right_length(channel, command, timing));
    while (sw1(response.sw) == bytes_available) {
        const auto get_response =
            Command::case2({.cla = 0x00, .ins = Ins::get_response}, length_of(sw2(response.sw)));
        OPENBEID_TRY(auto more, transmit_with_right_length(channel, get_response.bytes(), timing));
        const bool endless = more.data.empty() && sw1(more.sw) == bytes_available;
        if (endless || response.data.size() + more.data.size() > max_data_size) {
            return Error{.code = Errc::malformed, .sw = raw(more.sw), .where = "GET RESPONSE"};
        }
        if (is_refusal(more.sw)) {
            // It says nothing of `command`, which the card has done (card reference §5.3).
            return Error{.code = Errc::io, .where = "GET RESPONSE"};
        }
        response.data.insert(response.data.end(), more.data.begin(), more.data.end());
        response.sw = more.sw;
    }
    return response;
}

} // namespace openbeid::apdu
