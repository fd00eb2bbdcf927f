// SPDX-License-Identifier: Apache-2.0
#include "pcsc/pin_pad.hpp"

#include "base/log.hpp"
#include "base/try.hpp"
#include "pcsc/status.hpp"

#include <reader.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace openbeid::pcsc {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Code = PinPadFeatures::Code;

constexpr auto where = "SCardControl";
constexpr auto key_interval = 200ms; // card reference §6.1
constexpr auto pause_for_key_release = 100ms;
/// The reader's own limits are 30 s before the first key and 30 s after it: a reader that tells of
/// no end for so long never will.
constexpr auto entry_limit = 90s;

/// What FEATURE_GET_KEY_PRESSED tells.
enum class Key : std::uint8_t {
    none = 0x00,
    backspace = 0x08,
    clear = 0x0A,
    confirmed = 0x0D,
    cancelled = 0x1B,
    digit = 0x2B,
    aborted = 0x40,
};

Result<std::size_t>
control(SCARDHANDLE card, std::uint32_t code, ByteView input, std::span<std::uint8_t> output)
{
    DWORD size = 0;
    const LONG status =
        SCardControl(card, code, input.data(), input.size(), output.data(), output.size(), &size);
    if (status != SCARD_S_SUCCESS) {
        return error_of(status, Call::pin_pad, where);
    }
    return std::size_t{std::min<std::size_t>(size, output.size())};
}

/// As control(), for an answer that ends with a status word.
Result<std::size_t>
command(SCARDHANDLE card, std::uint32_t code, ByteView input, std::span<std::uint8_t> response)
{
    OPENBEID_TRY(const auto size, control(card, code, input, response));
    if (size < 2) {
        return Error{.code = Errc::io, .where = where};
    }
    return size;
}

/// Returns when the user has confirmed, given up or let the time pass: the last key.
Result<Key> await_last_key(SCARDHANDLE card, std::uint32_t key_pressed)
{
    const auto limit = Clock::now() + entry_limit;
    while (Clock::now() < limit) {
        std::array<std::uint8_t, 2> answer{};
        OPENBEID_TRY(const auto size, control(card, key_pressed, {}, answer));
        const auto key = size == 0 ? Key::none : Key{answer.front()};
        if (key == Key::confirmed || key == Key::cancelled || key == Key::aborted) {
            return key;
        }
        std::this_thread::sleep_for(key_interval);
    }
    return Error{.code = Errc::io, .where = "FEATURE_GET_KEY_PRESSED"};
}

/// The two steps of a reader that does not wait for its user by itself.
Result<std::size_t> start_and_finish(SCARDHANDLE card,
                                     const std::array<Code, 3>& codes,
                                     ByteView structure,
                                     std::span<std::uint8_t> response)
{
    const auto& [start, key_pressed, finish] = codes;
    std::array<std::uint8_t, apdu::max_response_size> nothing{};
    OPENBEID_TRY([[maybe_unused]] const auto started, control(card, *start, structure, nothing));
    auto last = Result<Key>{Key::confirmed};
    if (key_pressed) {
        last = await_last_key(card, *key_pressed);
    }
    // In any case, so that the reader does not stay with its user.
    auto finished = command(card, *finish, {}, response);
    // What it says counts, whatever became of the keys: the card may have had the PIN.
    if (!finished && last && *last != Key::confirmed) {
        return Error{.code = Errc::cancelled, .where = "PIN pad"};
    }
    return finished;
}

std::uint16_t user_language()
{
    for (const auto* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): read only; the host must not change it beside us
        const char* const value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            return language_id(value);
        }
    }
    return language_id({});
}

bool has_old_firmware(SCARDHANDLE card)
{
    constexpr std::uint32_t version_5_06 = 0x05060000;
    std::uint32_t version = 0;
    std::array<std::uint8_t, sizeof version> bytes{};
    DWORD size = bytes.size();
    const LONG status = SCardGetAttrib(card, SCARD_ATTR_VENDOR_IFD_VERSION, bytes.data(), &size);
    if (status != SCARD_S_SUCCESS || size != bytes.size()) {
        return false;
    }
    std::memcpy(&version, bytes.data(), sizeof version); // a DWORD of this computer
    return version < version_5_06;
}

} // namespace

std::optional<PinPad> PinPad::detect(SCARDHANDLE card, const std::string& reader)
{
    PinPad pad;
    const auto quirks = quirks_of(reader);
    if (quirks.unusable) {
        log::info("the PIN pad of this reader is not used: its driver spends PIN tries");
        return pad;
    }
    std::array<std::uint8_t, apdu::max_response_size> answer{};
    auto size = control(card, CM_IOCTL_GET_FEATURE_REQUEST, {}, answer);
    if (!size) {
        const auto code = size.error().code;
        const bool for_now = code == Errc::card_reset || code == Errc::card_removed ||
                             code == Errc::no_reader || code == Errc::reader_busy;
        return for_now ? std::nullopt : std::optional{pad};
    }
    pad.features_ = parse_features(std::span{answer}.first(*size));
    if (!pad.features_.can_verify()) {
        return pad;
    }
    if (pad.features_.properties) {
        size = control(card, *pad.features_.properties, {}, answer);
        pad.settings_.sizes = parse_pin_sizes(std::span{answer}.first(size ? *size : 0));
    }
    pad.settings_.language = user_language();
    pad.settings_.plain_format = quirks.plain_format_before_5_06 && has_old_firmware(card);
    pad.needs_pause_ = quirks.needs_pause;
    log::info("the reader has a PIN pad for PINs of {} to {} digits",
              pad.settings_.sizes.min,
              pad.settings_.sizes.max);
    return pad;
}

Result<std::size_t> PinPad::enter(SCARDHANDLE card,
                                  transport::PinEntry entry,
                                  ByteView command_template,
                                  std::span<std::uint8_t> response) const
{
    const bool is_verify = entry == transport::PinEntry::verify;
    if (!(is_verify ? features_.can_verify() : features_.can_modify())) {
        return Error{.code = Errc::unsupported, .where = "PIN pad"};
    }
    if (needs_pause_) {
        std::this_thread::sleep_for(pause_for_key_release);
    }
    const auto structure = is_verify ? verify_structure(command_template, settings_)
                                     : modify_structure(command_template, settings_);
    const auto direct = is_verify ? features_.verify_direct : features_.modify_direct;
    if (direct) {
        return command(card, *direct, structure, response);
    }
    const auto start = is_verify ? features_.verify_start : features_.modify_start;
    const auto finish = is_verify ? features_.verify_finish : features_.modify_finish;
    return start_and_finish(card, {start, features_.key_pressed, finish}, structure, response);
}

} // namespace openbeid::pcsc
