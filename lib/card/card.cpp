// SPDX-License-Identifier: Apache-2.0
#include "card/card.hpp"

#include "apdu/command.hpp"
#include "base/try.hpp"
#include "card/files.hpp"
#include "card/pin_entry.hpp"

namespace openbeid::card {

namespace {

using apdu::Command;
using apdu::Ins;
using apdu::Sw;

/// Every status word that a command's switch does not name.
Error unexpected(Sw sw, const char* where)
{
    return {.code = Errc::unexpected_status, .sw = raw(sw), .where = where};
}

/**
 * The PIN block (card reference §5.5), ISO 9564 format 2: control nibble 2, length, digits, F.
 * @param block  pin_block_size bytes in the secret page
 */
void write_pin_block(const Pin& pin, std::span<std::uint8_t> block)
{
    const auto digits = pin.view();
    const auto nibble = [digits](std::size_t place) -> unsigned {
        return place < digits.size() ? digits[place] - unsigned{'0'} : 0x0FU;
    };
    block[0] = static_cast<std::uint8_t>(0x20U | digits.size());
    for (std::size_t i = 1; i < pin_block_size; ++i) {
        const auto place = 2 * (i - 1);
        block[i] = static_cast<std::uint8_t>(nibble(place) << 4U | nibble(place + 1));
    }
}

} // namespace

Result<apdu::Response> Card::send(transport::Transaction& card, ByteView command) const
{
    return apdu::exchange(card, command, data_.applet.timing);
}

Result<void> Card::select_belpic(transport::Transaction& card)
{
    return FileReader{card, data_.applet.timing, learned_}.select_directory(df_belpic);
}

Result<std::optional<Bytes>>
Card::read_der_file(transport::Transaction& card, ByteView path, const Continuation& continuation)
{
    return FileReader{card, data_.applet.timing, learned_}.read_der(path, continuation);
}

Result<std::optional<Bytes>> Card::read_file(transport::Transaction& card,
                                             ByteView path,
                                             const FileEnd& end,
                                             const ReadObserver& observer)
{
    return FileReader{card, data_.applet.timing, learned_}.read_whole(path, end, observer);
}

Result<std::optional<Bytes>>
Card::read_record(transport::Transaction& card, ByteView path, std::uint8_t tag)
{
    if (!data_.applet.records) {
        return Error{.code = Errc::unsupported, .where = "READ RECORD"};
    }
    return FileReader{card, data_.applet.timing, learned_}.read_record(path, tag);
}

Result<void> Card::set_security_environment(transport::Transaction& card,
                                            KeyReference key,
                                            AlgorithmReference algorithm)
{
    constexpr const char* where = "MSE SET";
    const std::array<std::uint8_t, 5> data{
        0x04, 0x80, static_cast<std::uint8_t>(algorithm), 0x84, static_cast<std::uint8_t>(key)};
    const auto command =
        Command::case3({.ins = Ins::manage_security_environment, .p1 = 0x41, .p2 = 0xB6}, data);
    OPENBEID_TRY(const auto response, send(card, command.bytes()));
    const auto failed = [&response](Errc code) {
        return Error{.code = code, .sw = raw(response.sw), .where = where};
    };
    if (response.sw == Sw::ok) {
        return {};
    }
    if (response.sw == Sw::reference_not_found || response.sw == Sw::file_not_found) {
        return failed(Errc::not_found);
    }
    if (response.sw == Sw::conditions_not_satisfied) {
        return failed(Errc::not_activated);
    }
    // Card reference §5.8: whatever else a card says in 6Axx, or applets 1.0 and 1.1 in 94xx.
    if (sw1(response.sw) == 0x6A || sw1(response.sw) == 0x94) {
        return failed(Errc::unsupported);
    }
    return unexpected(response.sw, where);
}

Result<void>
Card::send_pins(transport::Transaction& card, apdu::Ins ins, std::initializer_list<const Pin*> pins)
{
    OPENBEID_TRY(auto slot, (*pins.begin())->store().acquire());
    const auto command = slot.bytes().first(5 + pins.size() * pin_block_size);
    command[1] = static_cast<std::uint8_t>(ins);
    command[3] = pin_reference;
    command[4] = static_cast<std::uint8_t>(pins.size() * pin_block_size);
    auto block = command.subspan(5);
    for (const auto* const pin : pins) {
        write_pin_block(*pin, block.first(pin_block_size));
        block = block.subspan(pin_block_size);
    }
    OPENBEID_TRY(const auto response, send(card, command));
    if (response.sw == Sw::ok) {
        return {};
    }
    return pin_error(response.sw, ins == Ins::verify ? "VERIFY" : "CHANGE REFERENCE DATA");
}

Result<void> Card::verify(transport::Transaction& card, const Pin& pin)
{
    return send_pins(card, Ins::verify, {&pin});
}

Result<void>
Card::change_pin(transport::Transaction& card, const Pin& current, const Pin& replacement)
{
    return send_pins(card, Ins::change_reference_data, {&current, &replacement});
}

Result<PinStatus> Card::pin_status(transport::Transaction& card)
{
    if (!data_.applet.status_query) {
        return Error{.code = Errc::unsupported, .where = "PIN status"};
    }
    const auto command = Command::case1({.ins = Ins::verify, .p2 = pin_reference});
    OPENBEID_TRY(const auto response, send(card, command.bytes()));
    if (response.sw == Sw::ok) {
        return PinStatus{.verified = true};
    }
    if (const auto tries = apdu::tries_left(response.sw)) {
        return PinStatus{.tries_left = tries};
    }
    if (response.sw == Sw::pin_blocked) {
        return PinStatus{.tries_left = 0};
    }
    if (response.sw == Sw::conditions_not_satisfied) { // as its keys answer (card reference §1.5)
        return Error{.code = Errc::not_activated, .sw = raw(response.sw), .where = "PIN status"};
    }
    return pin_error(response.sw, "PIN status");
}

Result<Bytes> Card::compute_signature(transport::Transaction& card, ByteView data)
{
    constexpr const char* where = "COMPUTE DIGITAL SIGNATURE";
    const auto command =
        Command::case3({.ins = Ins::perform_security_operation, .p1 = 0x9E, .p2 = 0x9A}, data);
    OPENBEID_TRY(auto response, send(card, command.bytes()));
    if (response.sw == Sw::ok) {
        return response.data.empty() ? Result<Bytes>{Error{.code = Errc::malformed, .where = where}}
                                     : std::move(response.data);
    }
    const bool no_right =
        response.sw == Sw::security_status_not_satisfied ||
        (response.sw == Sw::no_diagnostic && data_.applet.no_diagnostic_means_no_right);
    if (no_right) {
        return Error{.code = Errc::not_logged_in, .sw = raw(response.sw), .where = where};
    }
    return unexpected(response.sw, where);
}

Result<Bytes> Card::internal_authenticate(transport::Transaction& card,
                                          AlgorithmReference algorithm,
                                          ByteView challenge)
{
    constexpr const char* where = "INTERNAL AUTHENTICATE";
    constexpr std::uint8_t basic_key = 0x81;
    constexpr std::uint8_t challenge_tag = 0x94;
    Bytes data{challenge_tag, static_cast<std::uint8_t>(challenge.size())};
    data.insert(data.end(), challenge.begin(), challenge.end());
    const auto command = Command::case3({.ins = Ins::internal_authenticate,
                                         .p1 = static_cast<std::uint8_t>(algorithm),
                                         .p2 = basic_key},
                                        data);
    OPENBEID_TRY(auto response, send(card, command.bytes()));
    if (response.sw != Sw::ok) {
        return unexpected(response.sw, where);
    }
    return std::move(response.data);
}

Result<void> Card::log_off(transport::Transaction& card)
{
    const auto command = Command::case1({.cla = 0x80, .ins = Ins::log_off});
    OPENBEID_TRY(const auto response, send(card, command.bytes()));
    if (response.sw == Sw::ok) {
        return {};
    }
    return unexpected(response.sw, "LOG OFF");
}

} // namespace openbeid::card
