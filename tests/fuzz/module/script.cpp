// SPDX-License-Identifier: Apache-2.0
#include "module/caller.hpp"
#include "support/test_clock.hpp"

#include <array>

namespace openbeid::fuzz {

namespace {

using test::Mechanism;

constexpr std::string_view right_pin = "1234";
constexpr std::array<std::uint8_t, 48> hash_sized{'I', ' ', 's', 'i', 'g', 'n'};
constexpr std::size_t signature_room = 512;

const std::array mechanisms{
    Mechanism{.type = CKM_ECDSA_SHA256},
    Mechanism{.type = CKM_ECDSA},
    Mechanism{.type = CKM_SHA256_RSA_PKCS},
    Mechanism{.type = CKM_SHA256_RSA_PKCS_PSS, .pss = {CKM_SHA256, CKG_MGF1_SHA256, 32}}};

/// All that the key can, once each.
void sign_with(Caller& caller, CK_OBJECT_HANDLE key)
{
    for (const auto& mechanism : mechanisms) {
        if (caller.sign_init(mechanism, key) != CKR_OK) {
            continue;
        }
        caller.session_info();
        caller.login(CKU_CONTEXT_SPECIFIC, right_pin);
        caller.sign(hash_sized, signature_room);
    }
    // A caller that never makes the context-specific login.
    if (caller.sign_init(mechanisms.front(), key) == CKR_OK) {
        caller.sign(hash_sized, signature_room);
    }
}

} // namespace

void run_script(Caller& caller)
{
    caller.look_at_slots();
    caller.open(0, CKF_RW_SESSION);
    for (const auto object : caller.search(std::vector<CK_ATTRIBUTE>{})) {
        caller.read_attributes(object);
    }
    caller.login_without_pin(CKU_USER);
    caller.login(CKU_USER, right_pin);
    test::advance_clock(std::chrono::milliseconds{1500});
    caller.session_info();
    for (const auto key : caller.search(CKO_PRIVATE_KEY)) {
        sign_with(caller, key);
    }
    CK_BYTE card_label[] = {'C', 'a', 'r', 'd'}; // NOLINT(*-avoid-c-arrays): a caller's
    for (const auto key : caller.search({{CKA_LABEL, card_label, sizeof card_label}})) {
        sign_with(caller, key);
    }
    for (const auto data : caller.search(CKO_DATA)) {
        caller.read_attribute(data, CKA_VALUE);
    }
    caller.set_pin(right_pin, "56789");
    caller.set_pin_without_pins();
    caller.logout();
    for (int i = 0; i < 3; ++i) {
        caller.login(CKU_USER, right_pin); // not any more
    }
    caller.login(CKU_USER, "56789");
    caller.look_at_slots();
    caller.close();
}

} // namespace openbeid::fuzz
