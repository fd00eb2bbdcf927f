// SPDX-License-Identifier: Apache-2.0
#include "signing.hpp"

#include "openssl_verify.hpp"

#include <array>

namespace openbeid::test {

namespace {

template <std::size_t size>
std::string text_of(const std::array<CK_UTF8CHAR, size>& field)
{
    std::string text(field.begin(), field.end());
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

} // namespace

ByteView some_text()
{
    static constexpr std::array<std::uint8_t, 11> text{
        'I', ' ', 's', 'i', 'g', 'n', ' ', 't', 'h', 'i', 's'};
    return text;
}

CK_SLOT_ID slot_of(const std::string& reader)
{
    CK_ULONG count = 0;
    p11().C_GetSlotList(CK_FALSE, nullptr, &count);
    for (CK_SLOT_ID slot = 0; slot < count; ++slot) {
        CK_SLOT_INFO info{};
        p11().C_GetSlotInfo(slot, &info);
        if (text_of(std::to_array(info.slotDescription)) == reader) {
            return slot;
        }
    }
    return CK_UNAVAILABLE_INFORMATION;
}

std::string serial_of(CK_SLOT_ID slot)
{
    CK_TOKEN_INFO info{};
    const CK_RV rv = p11().C_GetTokenInfo(slot, &info);
    if (rv != CKR_OK) {
        return to_string(Rv{rv});
    }
    std::string serial;
    for (const auto character : info.serialNumber) {
        serial += static_cast<char>(character);
    }
    return serial;
}

CK_SESSION_HANDLE open_session(CK_SLOT_ID slot)
{
    CK_SESSION_HANDLE session = 0;
    const CK_RV rv =
        p11().C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session);
    return rv == CKR_OK ? session : 0;
}

CK_RV log_in(CK_SESSION_HANDLE session, std::string_view pin)
{
    Bytes digits(pin.begin(), pin.end());
    return p11().C_Login(session, CKU_USER, digits.data(), digits.size());
}

CK_STATE state_of(CK_SESSION_HANDLE session)
{
    CK_SESSION_INFO info{};
    return p11().C_GetSessionInfo(session, &info) == CKR_OK ? info.state
                                                            : CK_UNAVAILABLE_INFORMATION;
}

bool is_user(CK_STATE state)
{
    return state == CKS_RW_USER_FUNCTIONS || state == CKS_RO_USER_FUNCTIONS;
}

CK_OBJECT_HANDLE
find_object(CK_SESSION_HANDLE session, CK_OBJECT_CLASS object_class, std::uint8_t id)
{
    std::array<CK_BYTE, 8> key_id{id};
    std::array<CK_ATTRIBUTE, 2> wanted{{
        {CKA_CLASS, &object_class, sizeof object_class},
        {CKA_ID, key_id.data(), key_id.size()},
    }};
    std::array<CK_OBJECT_HANDLE, 2> found{};
    CK_ULONG count = 0;
    if (p11().C_FindObjectsInit(session, wanted.data(), wanted.size()) != CKR_OK) {
        return 0;
    }
    p11().C_FindObjects(session, found.data(), found.size(), &count);
    p11().C_FindObjectsFinal(session);
    return count == 1 ? found[0] : 0;
}

Bytes certificate_of(CK_SESSION_HANDLE session, std::uint8_t id)
{
    Bytes value(4096);
    CK_ATTRIBUTE attribute{CKA_VALUE, value.data(), value.size()};
    const auto object = find_object(session, CKO_CERTIFICATE, id);
    const CK_RV rv = p11().C_GetAttributeValue(session, object, &attribute, 1);
    value.resize(rv == CKR_OK ? attribute.ulValueLen : 0);
    return value;
}

CK_MECHANISM_TYPE mechanism_of(CK_SLOT_ID slot)
{
    CK_MECHANISM_INFO info{};
    const bool ec = p11().C_GetMechanismInfo(slot, CKM_ECDSA_SHA256, &info) == CKR_OK;
    return ec ? CKM_ECDSA_SHA256 : CKM_SHA256_RSA_PKCS;
}

Signer Signer::of(CK_SESSION_HANDLE session, CK_SLOT_ID slot)
{
    return {.session = session,
            .key = find_object(session, CKO_PRIVATE_KEY),
            .mechanism = mechanism_of(slot),
            .certificate = certificate_of(session)};
}

CK_RV Signer::init() const
{
    CK_MECHANISM asked{mechanism, nullptr, 0};
    return p11().C_SignInit(session, &asked, key);
}

CK_RV Signer::sign() const
{
    Bytes data(some_text().begin(), some_text().end());
    Bytes signature(512);
    CK_ULONG size = signature.size();
    const CK_RV rv = p11().C_Sign(session, data.data(), data.size(), signature.data(), &size);
    if (rv != CKR_OK) {
        return rv;
    }
    signature.resize(size);
    const bool valid = openssl_verifies(certificate, {.type = mechanism}, data, signature);
    return valid ? CKR_OK : CKR_SIGNATURE_INVALID;
}

CK_RV Signer::init_and_sign() const
{
    const CK_RV rv = init();
    return rv == CKR_OK ? sign() : rv;
}

bool works(CK_SLOT_ID slot)
{
    const auto session = open_session(slot);
    if (session == 0) {
        return false;
    }
    const bool logged_in = is_user(state_of(session)) || log_in(session) == CKR_OK;
    const bool signs = logged_in && Signer::of(session, slot).init_and_sign() == CKR_OK;
    return p11().C_CloseSession(session) == CKR_OK && signs;
}

} // namespace openbeid::test
