// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"

#include "pkcs11/module.hpp"
#include "support/temporary_directory.hpp"

#include <array>
#include <map>
#include <mutex>
#include <stdexcept>

namespace openbeid {

namespace {

const test::VirtualReaders* current_readers = nullptr; // NOLINT: the module finds them by it

/// Every test runs for a user without configuration and runtime directory, unless it says
/// otherwise, and not for the one who started it.
const struct {
    test::Variable config_home{"XDG_CONFIG_HOME", "/no/such/folder"};
    test::Variable runtime_directory{"XDG_RUNTIME_DIR", nullptr};
    test::Variable pin_entry{"OPENBEID_PIN_ENTRY", nullptr};
    test::Variable prompt{"OPENBEID_PROMPT", nullptr};
    test::Variable cache{"OPENBEID_CACHE", nullptr};
    test::Variable probe{"OPENBEID_PROBE", nullptr};
    test::Variable lock_timeout{"OPENBEID_LOCK_TIMEOUT", nullptr};
} nobodys_environment; // NOLINT(cert-err58-cpp): no memory ends the tests, rightly

} // namespace

Prompt pkcs11::make_prompt()
{
    return Prompt{test::prompt_helper()};
}

std::unique_ptr<transport::ReaderService> pkcs11::make_reader_service()
{
    return current_readers->service();
}

namespace test {

std::string& prompt_helper()
{
    static std::string path{"/nonexistent/helper"};
    return path;
}

virtual_card::Persona persona(std::string_view name)
{
    static std::mutex mutex;
    static std::map<std::string, virtual_card::Persona, std::less<>> loaded;
    const std::lock_guard lock{mutex};
    auto found = loaded.find(name);
    if (found == loaded.end()) {
        auto fresh = virtual_card::load_persona(name, virtual_card::default_cache_dir());
        if (!fresh) {
            throw std::runtime_error{"no persona " + std::string{name}};
        }
        found = loaded.emplace(name, *std::move(fresh)).first;
    }
    return found->second;
}

std::shared_ptr<Card> make_card(std::string_view persona_name)
{
    return std::make_shared<Card>(persona(persona_name));
}

const char* path_of(std::uint8_t certificate_id)
{
    switch (certificate_id) {
    case authentication_id: return "3F00DF005038";
    case signature_id: return "3F00DF005039";
    case ca_id: return "3F00DF00503A";
    default: return "3F00DF00503B";
    }
}

std::size_t der_size(ByteView file)
{
    return std::size_t{4} + (std::size_t{file[2]} << 8U) + file[3];
}

std::uint64_t cost_of(const Card& card, std::uint8_t certificate_id)
{
    const auto file = card.file(path_of(certificate_id));
    return file && der_size(*file) > 4 ? (der_size(*file) + 255) / 256 + 1 : 2;
}

std::uint64_t cost_of(const Card& card, std::initializer_list<std::uint8_t> ids)
{
    std::uint64_t cost = 0;
    for (const auto id : ids) {
        cost += cost_of(card, id);
    }
    return cost;
}

std::uint64_t Meter::commands(std::uint8_t ins) const
{
    const auto count = [ins](const virtual_card::Counters& counters) {
        const auto found = counters.by_ins.find(ins);
        return found != counters.by_ins.end() ? found->second : 0;
    };
    return count(card_.counters()) - count(start_);
}

Initialized::Initialized()
{
    current_readers = &readers;
    readers.plug(first_reader);
    REQUIRE(Rv{p11().C_Initialize(nullptr)} == Rv{CKR_OK});
}

Initialized::~Initialized()
{
    // A test may have finalised the module itself.
    static_cast<void>(p11().C_Finalize(nullptr));
}

std::vector<CK_SLOT_ID> Initialized::slots(bool with_token)
{
    const CK_BBOOL present = with_token ? CK_TRUE : CK_FALSE;
    CK_ULONG count = 0;
    REQUIRE(Rv{p11().C_GetSlotList(present, nullptr, &count)} == Rv{CKR_OK});
    std::vector<CK_SLOT_ID> ids(count);
    if (ids.empty()) {
        return ids; // its null pointer would ask for the count again
    }
    REQUIRE(Rv{p11().C_GetSlotList(present, ids.data(), &count)} == Rv{CKR_OK});
    ids.resize(count);
    return ids;
}

CK_FLAGS Initialized::slot_flags(CK_SLOT_ID slot)
{
    CK_SLOT_INFO info{};
    REQUIRE(Rv{p11().C_GetSlotInfo(slot, &info)} == Rv{CKR_OK});
    return info.flags;
}

CK_FLAGS Initialized::token_flags(CK_SLOT_ID slot)
{
    CK_TOKEN_INFO info{};
    REQUIRE(Rv{p11().C_GetTokenInfo(slot, &info)} == Rv{CKR_OK});
    return info.flags;
}

Rv Initialized::open(TestSession& session, CK_FLAGS flags, CK_SLOT_ID slot)
{
    CK_SESSION_HANDLE handle = 0;
    const Rv rv{p11().C_OpenSession(slot, flags | CKF_SERIAL_SESSION, nullptr, nullptr, &handle)};
    session = TestSession{handle};
    return rv;
}

CardInserted::CardInserted(std::string_view persona_name) : CardInserted{make_card(persona_name)} {}

CardInserted::CardInserted(std::shared_ptr<Card> inserted) : card{std::move(inserted)}
{
    readers.insert(first_reader, card);
}

void CardInserted::remove_card()
{
    readers.remove(first_reader);
    let_module_look();
}

void CardInserted::insert_card(std::shared_ptr<Card> inserted)
{
    card = std::move(inserted);
    readers.insert(first_reader, card);
    let_module_look();
}

OpenSession::OpenSession(std::string_view persona_name) : OpenSession{make_card(persona_name)} {}

OpenSession::OpenSession(std::shared_ptr<Card> inserted) : CardInserted{std::move(inserted)}
{
    static_cast<void>(slots(true)); // slots exist once they were listed
    REQUIRE(open(session) == Rv{CKR_OK});
}

LoggedIn::LoggedIn(std::string_view persona_name) : LoggedIn{make_card(persona_name)} {}

LoggedIn::LoggedIn(std::shared_ptr<Card> inserted) : OpenSession{std::move(inserted)}
{
    REQUIRE(session.login(right_pin) == Rv{CKR_OK});
}

KeysFound::KeysFound(std::string_view persona_name) : LoggedIn{persona_name}
{
    find_keys();
}

KeysFound::KeysFound(std::shared_ptr<Card> inserted) : LoggedIn{std::move(inserted)}
{
    find_keys();
}

void KeysFound::find_keys()
{
    authentication_key = session.key(authentication_id);
    signature_key = session.key(signature_id);
    REQUIRE(authentication_key != CK_INVALID_HANDLE);
    REQUIRE(signature_key != CK_INVALID_HANDLE);
}

CK_MECHANISM_TYPE KeysFound::hashing_mechanism() const
{
    return card->persona_name().starts_with("v18") ? CKM_ECDSA_SHA256 : CKM_SHA256_RSA_PKCS;
}

Output KeysFound::sign_authentication() const
{
    const auto rv = session.sign_init(hashing_mechanism(), authentication_key);
    return rv == Rv{CKR_OK} ? session.sign(some_text()) : Output{.rv = rv};
}

Output KeysFound::sign_legally(std::string_view pin) const
{
    auto rv = session.sign_init(hashing_mechanism(), signature_key);
    if (rv == Rv{CKR_OK}) {
        rv = session.context_login(pin);
    }
    return rv == Rv{CKR_OK} ? session.sign(some_text()) : Output{.rv = rv};
}

ByteView some_text()
{
    static constexpr std::array<std::uint8_t, 11> text{
        'I', ' ', 's', 'i', 'g', 'n', ' ', 't', 'h', 'i', 's'};
    return text;
}

} // namespace test

} // namespace openbeid
