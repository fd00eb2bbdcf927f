// SPDX-License-Identifier: Apache-2.0
#include "scenarios.hpp"

#include "checks.hpp"
#include "clock.hpp"
#include "functions.hpp"
#include "memory.hpp"
#include "openssl_verify.hpp"
#include "test_session.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <stdexcept>
#include <string_view>

namespace openbeid::test {

namespace {

constexpr std::string_view new_pin = "98765";
// Kinds of fuzz/module/pad.hpp.
constexpr std::uint8_t no_pad = 0;
constexpr std::uint8_t direct_pad = 2;
constexpr std::uint8_t two_step_pad = 3;

Bytes text()
{
    constexpr std::string_view words = "I sign this";
    return {words.begin(), words.end()};
}

bool ok(Rv rv)
{
    return rv == Rv{CKR_OK};
}

std::uint64_t start_allocations{0}; // NOLINT: there is one memory

bool start()
{
    const bool started = ok(Rv{p11().C_Initialize(nullptr)});
    start_allocations = memory::allocations();
    return started;
}

/// As programs list slots: the slot of the first token, if there is one.
bool list(CK_SLOT_ID& slot)
{
    CK_ULONG count = 0;
    if (!ok(Rv{p11().C_GetSlotList(CK_TRUE, nullptr, &count)}) || count == 0) {
        return false;
    }
    std::vector<CK_SLOT_ID> ids(count);
    if (!ok(Rv{p11().C_GetSlotList(CK_TRUE, ids.data(), &count)}) || count == 0) {
        return false;
    }
    slot = ids.front();
    return true;
}

bool open(TestSession& session, CK_FLAGS flags = CKF_RW_SESSION)
{
    CK_SLOT_ID slot = 0;
    if (!list(slot)) {
        return false;
    }
    CK_SESSION_HANDLE handle = 0;
    const Rv rv{p11().C_OpenSession(slot, flags | CKF_SERIAL_SESSION, nullptr, nullptr, &handle)};
    session = TestSession{handle};
    session_opened(session);
    return ok(rv);
}

bool find(const TestSession& session, const Wanted& wanted, std::vector<CK_OBJECT_HANDLE>& found)
{
    return ok(session.find_init(wanted)) && ok(session.find_some(found, 64)) &&
           ok(session.find_final());
}

CK_OBJECT_HANDLE key(const TestSession& session, std::uint8_t id)
{
    std::vector<CK_OBJECT_HANDLE> found;
    return find(session, {CKO_PRIVATE_KEY, id}, found) && found.size() == 1 ? found.front() : 0;
}

CK_MECHANISM_TYPE mechanism()
{
    const auto is_1_8 = ReaderStack::the().cards().front()->persona_name().starts_with("v18");
    return is_1_8 ? CKM_ECDSA_SHA256 : CKM_SHA256_RSA_PKCS;
}

bool login(const TestSession& session, CK_USER_TYPE user = CKU_USER)
{
    const auto& card = ReaderStack::the().current();
    // The right one for the card that is there: no try may be spent.
    const auto rv = session.login(card ? card->pin() : "1234", user);
    return ok(rv) || rv == Rv{CKR_USER_ALREADY_LOGGED_IN};
}

bool sign(const TestSession& session, CK_OBJECT_HANDLE object, std::uint8_t id)
{
    const Mechanism used{mechanism(), {}};
    if (!ok(session.sign_init(used, object)) ||
        (id == signature_id && !login(session, CKU_CONTEXT_SPECIFIC))) {
        return false;
    }
    const auto output = session.sign(text());
    if (ok(output.rv)) {
        check_signature(session, id, used, text(), output.data);
    }
    return ok(output.rv);
}

bool enumerate()
{
    TestSession session;
    CK_SLOT_INFO slot_info{};
    CK_TOKEN_INFO token_info{};
    std::array<CK_MECHANISM_TYPE, 64> types{};
    CK_ULONG count = types.size();
    if (!start() || !open(session, 0) || !ok(Rv{p11().C_GetSlotInfo(0, &slot_info)}) ||
        !ok(Rv{p11().C_GetTokenInfo(0, &token_info)}) ||
        !ok(Rv{p11().C_GetMechanismList(0, types.data(), &count)})) {
        return false;
    }
    std::vector<CK_OBJECT_HANDLE> found;
    if (!find(session, Wanted{CKO_PROFILE}, found) ||
        !find(session, Wanted{CKO_CERTIFICATE}, found)) {
        return false;
    }
    const auto certificates = found.size();
    for (const auto object : found) {
        const auto id = session.attribute(object, CKA_ID);
        const auto value = session.attribute(object, CKA_VALUE);
        if (!ok(id.rv) || !ok(value.rv)) {
            return false;
        }
        check_certificate(session, id.data, value.data);
    }
    return find(session, Wanted{CKO_PUBLIC_KEY}, found) && certificates == 4 && ok(session.close());
}

bool login_and_sign()
{
    TestSession session;
    if (!start() || !open(session) || !login(session)) {
        return false;
    }
    const auto object = key(session, authentication_id);
    return object != 0 && sign(session, object, authentication_id) &&
           sign(session, object, authentication_id) && ok(session.logout()) && ok(session.close());
}

bool sign_legally()
{
    TestSession session;
    if (!start() || !open(session) || !login(session)) {
        return false;
    }
    const auto object = key(session, signature_id);
    return object != 0 && sign(session, object, signature_id) && ok(session.close());
}

bool change_pin()
{
    TestSession session;
    if (!start() || !open(session)) {
        return false;
    }
    const auto& card = ReaderStack::the().current();
    const auto pin = card ? card->pin() : "1234";
    if (!ok(session.set_pin(pin, new_pin)) || (card && card->pin() != new_pin)) {
        return false; // or the card did not what it said
    }
    return login(session) && ok(session.set_pin(new_pin, pin)) && ok(session.close());
}

/// C_Login whose PIN is typed on the reader.
bool login_on_pad(const TestSession& session, CK_USER_TYPE user)
{
    return ok(Rv{p11().C_Login(session.handle(), user, nullptr, 0)});
}

bool login_on_pad_and_sign()
{
    TestSession session;
    if (!start() || !open(session) || !login_on_pad(session, CKU_USER)) {
        return false;
    }
    const auto object = key(session, authentication_id);
    return object != 0 && sign(session, object, authentication_id) && ok(session.logout()) &&
           ok(session.close());
}

bool sign_legally_on_pad()
{
    TestSession session;
    if (!start() || !open(session) || !login_on_pad(session, CKU_USER)) {
        return false;
    }
    const auto object = key(session, signature_id);
    const Mechanism used{mechanism(), {}};
    if (object == 0 || !ok(session.sign_init(used, object)) ||
        !login_on_pad(session, CKU_CONTEXT_SPECIFIC)) {
        return false;
    }
    const auto output = session.sign(text());
    if (ok(output.rv)) {
        check_signature(session, signature_id, used, text(), output.data);
    }
    return ok(output.rv) && ok(session.close());
}

bool change_pin_on_pad()
{
    TestSession session;
    if (!start() || !open(session)) {
        return false;
    }
    ReaderStack::the().type_new_pin(std::string{new_pin});
    const Rv changed{p11().C_SetPIN(session.handle(), nullptr, 0, nullptr, 0)};
    const auto& card = ReaderStack::the().current();
    return ok(changed) && card && card->pin() == new_pin && login(session) && ok(session.close());
}

bool read_identity()
{
    TestSession session;
    std::vector<CK_OBJECT_HANDLE> found;
    if (!start() || !open(session, 0) || !find(session, Wanted{CKO_DATA}, found)) {
        return false;
    }
    for (const auto object : found) {
        const auto label = session.attribute(object, CKA_LABEL);
        const auto value = session.attribute(object, CKA_VALUE);
        if (!ok(label.rv) || !ok(value.rv)) {
            return false;
        }
        check_data(session, label.data, value.data);
    }
    return !found.empty() && ok(session.close());
}

/// Commands that asked the card whether its PIN is verified.
std::uint64_t status_queries(const Card& card)
{
    const auto counters = card.counters();
    return counters.verify_commands - counters.verify_pins;
}

/// As browsers do that are open for long. The card is asked about the login, but none of before
/// applet 1.7, which would take the question for a wrong PIN.
bool keep_login()
{
    constexpr auto until_proof_is_old = std::chrono::milliseconds{1100}; // product.md §3.9: 1 s
    TestSession session;
    CK_SESSION_INFO info{};
    if (!start() || !open(session) || !login(session)) {
        return false;
    }
    const auto object = key(session, authentication_id);
    pass_time(until_proof_is_old);
    if (object == 0 || !ok(session.info(info))) {
        return false;
    }
    pass_time(until_proof_is_old);
    if (!login(session) || !sign(session, object, authentication_id) || !ok(session.close())) {
        return false;
    }
    const auto& card = *ReaderStack::the().cards().front();
    const auto queries = card.persona_name().starts_with("v11") ? 0U : 2U;
    return info.state == CKS_RW_USER_FUNCTIONS && status_queries(card) == queries;
}

/// As programs do that just end: logged in, and with a PIN that waits for a signature.
bool end_logged_in()
{
    TestSession session;
    if (!start() || !open(session) || !login(session)) {
        return false;
    }
    const auto object = key(session, signature_id);
    return object != 0 && ok(session.sign_init({mechanism(), {}}, object)) &&
           login(session, CKU_CONTEXT_SPECIFIC) && ok(Rv{p11().C_Finalize(nullptr)});
}

bool wait_for_card()
{
    CK_SLOT_ID slot = 0;
    CK_ULONG count = 0;
    return start() && ok(Rv{p11().C_GetSlotList(CK_FALSE, nullptr, &count)}) &&
           ok(Rv{p11().C_WaitForSlotEvent(0, &slot, nullptr)}) && list(slot) &&
           ok(Rv{p11().C_WaitForSlotEvent(0, &slot, nullptr)});
}

bool use_two_sessions()
{
    TestSession first;
    TestSession second;
    if (!start() || !open(first) || !open(second) || !login(first)) {
        return false;
    }
    const auto object = key(second, authentication_id);
    return object != 0 && sign(first, object, authentication_id) && ok(first.close()) &&
           sign(second, object, authentication_id) && ok(second.close());
}

bool use_card_key()
{
    TestSession session;
    if (!start() || !open(session, 0)) {
        return false;
    }
    const auto object = key(session, card_key_id);
    const Mechanism used{CKM_ECDSA, {}};
    const auto hash = digest("SHA384", text());
    if (object == 0 || !ok(session.sign_init(used, object))) {
        return false;
    }
    const auto output = session.sign(hash);
    if (ok(output.rv)) {
        check_signature(session, card_key_id, used, hash, output.data);
    }
    return ok(output.rv) && ok(session.close());
}

} // namespace

std::uint64_t allocations_of_start()
{
    return start_allocations;
}

const std::vector<Scenario>& scenarios()
{
    static const std::vector<Scenario> all{
        {"enumerate", enumerate, false, false, no_pad},
        {"login and sign", login_and_sign, false, false, no_pad},
        {"sign legally", sign_legally, false, false, no_pad},
        {"change the PIN", change_pin, false, false, no_pad},
        {"read the identity", read_identity, false, false, no_pad},
        {"wait for a card", wait_for_card, true, false, no_pad},
        {"two sessions", use_two_sessions, false, false, no_pad},
        {"keep the login", keep_login, false, false, no_pad},
        {"end logged in", end_logged_in, false, false, no_pad},
        {"the card's own key", use_card_key, false, true, no_pad},
        {"login on the pad", login_on_pad_and_sign, false, false, direct_pad},
        {"sign legally on the pad", sign_legally_on_pad, false, false, direct_pad},
        {"sign legally on a pad of two steps", sign_legally_on_pad, false, false, two_step_pad},
        {"change the PIN on the pad", change_pin_on_pad, false, false, direct_pad},
    };
    return all;
}

std::shared_ptr<Card> make_card(std::string_view persona_name)
{
    static std::map<std::string, virtual_card::Persona, std::less<>> loaded;
    auto found = loaded.find(persona_name);
    if (found == loaded.end()) {
        auto fresh = virtual_card::load_persona(persona_name, virtual_card::default_cache_dir());
        if (!fresh) {
            throw std::runtime_error{"no persona " + std::string{persona_name}};
        }
        found = loaded.emplace(persona_name, *std::move(fresh)).first;
    }
    return std::make_shared<Card>(found->second);
}

bool log_in_and_sign()
{
    TestSession session;
    if (!open(session) || !login(session)) {
        return false;
    }
    const auto object = key(session, authentication_id);
    return object != 0 && sign(session, object, authentication_id) && ok(session.logout()) &&
           ok(session.close());
}

} // namespace openbeid::test
