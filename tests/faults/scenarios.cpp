// SPDX-License-Identifier: Apache-2.0
#include "scenarios.hpp"

#include "functions.hpp"
#include "openssl_verify.hpp"
#include "test_session.hpp"
#include "tlv/der.hpp"
#include "watch.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

namespace openbeid::test {

namespace {

constexpr std::string_view new_pin = "98765";
constexpr std::uint8_t authentication_id = 2;
constexpr std::uint8_t signature_id = 3;
constexpr std::uint8_t card_key_id = 1;
constexpr std::array certificate_files{
    "3F00DF005038", "3F00DF005039", "3F00DF00503A", "3F00DF00503B"};

bool data_trusted = true; // NOLINT: of the running cell

Bytes text()
{
    constexpr std::string_view words = "I sign this";
    return {words.begin(), words.end()};
}

bool ok(Rv rv)
{
    return rv == Rv{CKR_OK};
}

/// The DER SEQUENCE at the start of a file, which has padding after it.
ByteView der_of(ByteView file)
{
    const auto header = tlv::parse_der_header(file);
    return file.first(header ? std::min(header->total_size(), file.size()) : 0);
}

/// Whether `value` is a whole certificate of one of the cards.
bool is_of_a_card(ByteView value)
{
    for (const auto& card : ReaderStack::the().cards()) {
        for (const auto* const path : certificate_files) {
            const auto file = card->file(path);
            if (file && std::ranges::equal(value, der_of(*file))) {
                return true;
            }
        }
    }
    return false;
}

void check_certificate(ByteView value)
{
    const bool is_whole = !value.empty() && value.size() == der_of(value).size();
    if (data_trusted ? !is_of_a_card(value) : !is_whole) {
        Watch::the().complain("a wrong certificate");
    }
}

/// A signature must be one of a card that was there.
void check_signature(std::uint8_t id, const Mechanism& mechanism, ByteView data, ByteView signature)
{
    for (const auto& card : ReaderStack::the().cards()) {
        const auto file = card->file(id == card_key_id    ? "3F00DF014040"
                                     : id == signature_id ? "3F00DF005039"
                                                          : "3F00DF005038");
        if (file && openssl_verifies(der_of(*file), mechanism, data, signature)) {
            return;
        }
    }
    Watch::the().complain("a wrong signature");
}

bool start()
{
    return ok(Rv{p11().C_Initialize(nullptr)});
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
        check_signature(id, used, text(), output.data);
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
        const auto value = session.attribute(object, CKA_VALUE);
        if (!ok(value.rv)) {
            return false;
        }
        check_certificate(value.data);
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

/// The values of the data objects of both cards, by label: learnt without a fault.
std::map<Bytes, std::set<Bytes>> known_data; // NOLINT
bool is_learning = false;                    // NOLINT

/// A card that refuses GET CARD DATA with the tries is asked without them.
bool is_known(const Bytes& label, const Bytes& value)
{
    constexpr std::string_view card_data = "CARD_DATA";
    constexpr std::size_t size_without_tries = 28; // card reference §5.1
    const auto& known = known_data[label];
    const bool may_lack_tries =
        std::ranges::equal(label, card_data) && value.size() == size_without_tries;
    return known.contains(value) ||
           (may_lack_tries && std::ranges::any_of(known, [&](const Bytes& whole) {
                return whole.size() > value.size() &&
                       std::equal(value.begin(), value.end(), whole.begin());
            }));
}

void check_data(const Bytes& label, const Bytes& value)
{
    if (is_learning) {
        known_data[label].insert(value);
    } else if (data_trusted && !is_known(label, value)) {
        Watch::the().complain("wrong data: " + std::string(label.begin(), label.end()));
    }
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
        check_data(label.data, value.data);
    }
    return !found.empty() && ok(session.close());
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
        check_signature(card_key_id, used, hash, output.data);
    }
    return ok(output.rv) && ok(session.close());
}

} // namespace

const std::vector<Scenario>& scenarios()
{
    static const std::vector<Scenario> all{
        {"enumerate", enumerate, false, false},
        {"login and sign", login_and_sign, false, false},
        {"sign legally", sign_legally, false, false},
        {"change the PIN", change_pin, false, false},
        {"read the identity", read_identity, false, false},
        {"wait for a card", wait_for_card, true, false},
        {"two sessions", use_two_sessions, false, false},
        {"the card's own key", use_card_key, false, true},
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

void trust_data_of_card(bool trusted)
{
    data_trusted = trusted;
}

void learn_data(bool learn)
{
    is_learning = learn;
}

} // namespace openbeid::test
