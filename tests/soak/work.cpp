// SPDX-License-Identifier: Apache-2.0
#include "work.hpp"

#include "named_rv.hpp"
#include "openssl_verify.hpp"
#include "signing.hpp"

#include <algorithm>
#include <array>

namespace openbeid::test {

namespace {

/// What any call may say while the card comes and goes and others work with it.
constexpr std::array explicable{CKR_OK,
                                CKR_SESSION_HANDLE_INVALID,
                                CKR_DEVICE_REMOVED,
                                CKR_TOKEN_NOT_PRESENT,
                                CKR_TOKEN_NOT_RECOGNIZED,
                                CKR_DEVICE_ERROR, // held by others for longer than lock_timeout
                                CKR_USER_NOT_LOGGED_IN,
                                CKR_USER_ALREADY_LOGGED_IN,
                                CKR_KEY_HANDLE_INVALID, // of a private key, after a logout
                                CKR_OBJECT_HANDLE_INVALID,
                                CKR_OPERATION_NOT_INITIALIZED,
                                CKR_NO_EVENT};

} // namespace

void Findings::count(const std::string& what, CK_RV rv)
{
    const std::lock_guard lock{mutex_};
    ++counts_[what + ' ' + to_string(Rv{rv})];
}

void Findings::complain(const std::string& what)
{
    const std::lock_guard lock{mutex_};
    complaints_.push_back(what);
}

std::map<std::string, std::uint64_t> Findings::counts() const
{
    const std::lock_guard lock{mutex_};
    return counts_;
}

std::vector<std::string> Findings::complaints() const
{
    const std::lock_guard lock{mutex_};
    return complaints_;
}

Worker::Worker(std::uint64_t seed, std::vector<CK_SLOT_ID> slots, Findings& findings)
    : random_{seed}, slots_{std::move(slots)}, findings_{findings}
{
}

unsigned Worker::any(unsigned below)
{
    return static_cast<unsigned>(random_() % below);
}

CK_RV Worker::note(const char* function, CK_RV rv)
{
    findings_.count(function, rv);
    if (std::find(explicable.begin(), explicable.end(), rv) == explicable.end()) {
        findings_.complain(std::string{function} + ": " + to_string(Rv{rv}));
    }
    return rv;
}

void Worker::work_until(Clock::time_point end)
{
    while (Clock::now() < end) {
        slot_ = slots_[any(static_cast<unsigned>(slots_.size()))];
        if (any(4) == 0) {
            ask_for_slots();
        } else {
            use_session();
        }
    }
}

void Worker::use_session()
{
    CK_SESSION_HANDLE session = 0;
    const CK_FLAGS flags = CKF_SERIAL_SESSION | (any(2) == 0 ? CKF_RW_SESSION : 0);
    if (note("C_OpenSession", p11().C_OpenSession(slot_, flags, nullptr, nullptr, &session)) !=
        CKR_OK) {
        return;
    }
    for (unsigned rest = 1 + any(8); rest > 0; --rest) {
        do_something(session);
    }
    note("C_CloseSession", p11().C_CloseSession(session));
}

void Worker::do_something(CK_SESSION_HANDLE session)
{
    CK_SESSION_INFO info{};
    switch (any(8)) {
    case 0: note("C_GetSessionInfo", p11().C_GetSessionInfo(session, &info)); break;
    case 1:
    case 2: log_in(session, CKU_USER); break;
    case 3: note("C_Logout", p11().C_Logout(session)); break;
    case 4:
    case 5: sign(session, authentication_id); break;
    case 6: sign(session, signature_id); break;
    default: read(session); break;
    }
}

void Worker::log_in(CK_SESSION_HANDLE session, CK_USER_TYPE user)
{
    CK_TOKEN_INFO token{};
    const bool has_pad = p11().C_GetTokenInfo(slot_, &token) == CKR_OK &&
                         (token.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
    if (has_pad && any(2) == 0) {
        note(user == CKU_USER ? "C_Login (pad)" : "C_Login (context, pad)",
             p11().C_Login(session, user, nullptr, 0));
        return;
    }
    Bytes pin(right_pin.begin(), right_pin.end());
    note(user == CKU_USER ? "C_Login" : "C_Login (context)",
         p11().C_Login(session, user, pin.data(), pin.size()));
}

CK_OBJECT_HANDLE
Worker::find(CK_SESSION_HANDLE session, CK_OBJECT_CLASS object_class, std::uint8_t id)
{
    std::array<CK_BYTE, 8> key_id{id};
    std::array<CK_ATTRIBUTE, 2> wanted{
        {{CKA_CLASS, &object_class, sizeof object_class}, {CKA_ID, key_id.data(), key_id.size()}}};
    CK_OBJECT_HANDLE found = 0;
    CK_ULONG count = 0;
    if (note("C_FindObjectsInit", p11().C_FindObjectsInit(session, wanted.data(), wanted.size())) !=
        CKR_OK) {
        return 0;
    }
    note("C_FindObjects", p11().C_FindObjects(session, &found, 1, &count));
    note("C_FindObjectsFinal", p11().C_FindObjectsFinal(session));
    return count == 1 ? found : 0;
}

void Worker::sign(CK_SESSION_HANDLE session, std::uint8_t id)
{
    const auto key = find(session, CKO_PRIVATE_KEY, id);
    const auto certificate = certificate_of(session, id);
    CK_MECHANISM mechanism{mechanism_of(slot_), nullptr, 0};
    if (key == 0 || certificate.empty()) {
        return;
    }
    const CK_RV begun = p11().C_SignInit(session, &mechanism, key);
    if (begun == CKR_MECHANISM_INVALID) {
        return; // of the card that was there a moment before
    }
    if (note("C_SignInit", begun) != CKR_OK) {
        return;
    }
    if (id == signature_id) {
        log_in(session, CKU_CONTEXT_SPECIFIC);
    }
    Bytes data(some_text().begin(), some_text().end());
    Bytes signature(512);
    CK_ULONG size = signature.size();
    const char* const name = id == signature_id ? "C_Sign (Signature)" : "C_Sign";
    if (note(name, p11().C_Sign(session, data.data(), data.size(), signature.data(), &size)) !=
        CKR_OK) {
        return;
    }
    signature.resize(size);
    if (!openssl_verifies(certificate, {.type = mechanism.mechanism}, data, signature)) {
        findings_.complain("a signature that is not of the session's certificate");
    }
}

void Worker::read(CK_SESSION_HANDLE session)
{
    constexpr std::uint8_t ca_id = 4;
    const auto certificate =
        find(session, CKO_CERTIFICATE, any(2) == 0 ? authentication_id : ca_id);
    if (certificate == 0) {
        return;
    }
    Bytes value(4096);
    CK_ATTRIBUTE attribute{CKA_VALUE, value.data(), value.size()};
    note("C_GetAttributeValue", p11().C_GetAttributeValue(session, certificate, &attribute, 1));
}

void Worker::ask_for_slots()
{
    CK_ULONG count = 0;
    CK_SLOT_ID changed = 0;
    CK_TOKEN_INFO token{};
    std::array<CK_MECHANISM_TYPE, 64> types{};
    note("C_GetSlotList", p11().C_GetSlotList(CK_TRUE, nullptr, &count));
    note("C_GetTokenInfo", p11().C_GetTokenInfo(slot_, &token));
    count = types.size();
    note("C_GetMechanismList", p11().C_GetMechanismList(slot_, types.data(), &count));
    note("C_WaitForSlotEvent", p11().C_WaitForSlotEvent(CKF_DONT_BLOCK, &changed, nullptr));
}

} // namespace openbeid::test
