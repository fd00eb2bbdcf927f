// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/info.hpp"

#include "base/hex.hpp"

#include <openbeid/version.hpp>

#include <algorithm>
#include <span>
#include <string_view>

namespace openbeid::pkcs11 {

namespace {

/// Fills a fixed text field: padded with blanks, without a NUL (PKCS#11 2.40 §3), and cut between
/// two characters of UTF-8.
void set_text(std::span<unsigned char> field, std::string_view text)
{
    constexpr unsigned continuation_mask = 0xC0;
    constexpr unsigned continuation = 0x80;
    auto length = std::min(field.size(), text.size());
    while (length > 0 && length < text.size() &&
           (static_cast<unsigned char>(text[length]) & continuation_mask) == continuation) {
        --length;
    }
    std::fill(field.begin(), field.end(), ' ');
    std::copy_n(text.begin(), length, field.begin());
}

/// 0x17 is 1.7.
CK_VERSION version_of(std::uint8_t applet_version)
{
    constexpr std::uint8_t applet_1_0_by_its_own_name = 0x01;
    if (applet_version == applet_1_0_by_its_own_name) {
        return {.major = 1, .minor = 0};
    }
    return {.major = static_cast<unsigned char>(applet_version >> 4U),
            .minor = static_cast<unsigned char>(applet_version & 0x0FU)};
}

/// What the card last said of its PIN, in flags.
CK_FLAGS pin_flags(std::optional<std::uint8_t> tries_left)
{
    constexpr std::uint8_t all_tries = 3;
    if (!tries_left || *tries_left >= all_tries) {
        return 0;
    }
    if (*tries_left == 0) {
        return CKF_USER_PIN_LOCKED;
    }
    return *tries_left == 1 ? CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY
                            : CKF_USER_PIN_COUNT_LOW;
}

} // namespace

CK_INFO library_info(const PinSource& pins)
{
    // Programs that were made for the official middleware want one that is not too old.
    constexpr CK_VERSION official{.major = 5, .minor = 1};
    CK_INFO info{};
    info.cryptokiVersion = {.major = 3, .minor = 0};
    set_text(info.manufacturerID, "OpenBeID");
    set_text(info.libraryDescription, "OpenBeID PKCS#11 module");
    info.libraryVersion =
        pins.module_asks() ? official : CK_VERSION{.major = version_major, .minor = version_minor};
    return info;
}

CK_SLOT_INFO slot_info(const Slot& slot, bool token_present)
{
    CK_SLOT_INFO info{};
    set_text(info.slotDescription, slot.reader());
    set_text(info.manufacturerID, "");
    info.flags = CKF_REMOVABLE_DEVICE | CKF_HW_SLOT | (token_present ? CKF_TOKEN_PRESENT : 0);
    info.hardwareVersion = {.major = 1, .minor = 0};
    info.firmwareVersion = {.major = 1, .minor = 0};
    return info;
}

CK_TOKEN_INFO
token_info(const Insertion& insertion, const Module::SessionCounts& sessions, const PinSource& pins)
{
    constexpr std::size_t serial_bytes = 8; // the last of the chip serial, 16 digits in all
    const auto& card = insertion.token.data();
    CK_TOKEN_INFO info{};
    set_text(info.label, "BELPIC");
    set_text(info.manufacturerID, "Belgium Government");
    set_text(info.model, "Belgium eID");
    set_text(info.serialNumber, to_hex(ByteView{card.serial}.last(serial_bytes)));
    info.flags = CKF_TOKEN_INITIALIZED | (pins.module_asks() ? 0 : CKF_LOGIN_REQUIRED) |
                 (pins.answers_login(insertion.token) ? CKF_PROTECTED_AUTHENTICATION_PATH : 0) |
                 (insertion.token.pin_exists() ? CKF_USER_PIN_INITIALIZED : 0) |
                 pin_flags(insertion.token.tries_left());
    info.ulMaxSessionCount = CK_EFFECTIVELY_INFINITE;
    info.ulSessionCount = sessions.all;
    info.ulMaxRwSessionCount = CK_EFFECTIVELY_INFINITE;
    info.ulRwSessionCount = sessions.read_write;
    info.ulMaxPinLen = Pin::max_size;
    info.ulMinPinLen = Pin::min_size;
    info.ulTotalPublicMemory = CK_UNAVAILABLE_INFORMATION;
    info.ulFreePublicMemory = CK_UNAVAILABLE_INFORMATION;
    info.ulTotalPrivateMemory = CK_UNAVAILABLE_INFORMATION;
    info.ulFreePrivateMemory = CK_UNAVAILABLE_INFORMATION;
    info.hardwareVersion = {.major = 1, .minor = 0};
    info.firmwareVersion = version_of(card.applet_version);
    set_text(info.utcTime, "");
    return info;
}

} // namespace openbeid::pkcs11
