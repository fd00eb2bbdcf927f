// SPDX-License-Identifier: Apache-2.0
#include "module/caller.hpp"

#include "functions.hpp"
#include "module/reader_stack.hpp"
#include "read_attributes.hpp"

#include <algorithm>
#include <array>

namespace openbeid::fuzz {

using test::Mechanism;
using test::p11;
using test::Rv;

namespace {

constexpr CK_ULONG max_found = 64;

CK_BYTE* bytes_of(std::string_view text)
{
    // NOLINTNEXTLINE(*-const-cast, *-reinterpret-cast): Cryptoki takes no const
    return const_cast<CK_BYTE*>(reinterpret_cast<const CK_BYTE*>(text.data()));
}

} // namespace

Caller::Caller(bool alone, bool module_asks) : alone_{alone}, module_asks_{module_asks} {}

CK_RV Caller::checked(CK_RV rv, Pins allowed)
{
    require(test::is_defined(Rv{rv}));
    require(rv != CKR_GENERAL_ERROR && rv != CKR_HOST_MEMORY);
    if (alone_) {
        const auto figures = reader_stack()->figures();
        require(figures.verifies - seen_.verifies <= allowed.verifies);
        require(figures.changes - seen_.changes <= allowed.changes);
        seen_ = {.verifies = figures.verifies, .changes = figures.changes};
    }
    return rv;
}

CK_SESSION_HANDLE Caller::session() const
{
    return sessions_.empty() ? 0 : sessions_.back();
}

CK_RV Caller::initialize()
{
    return checked(p11().C_Initialize(nullptr));
}

CK_RV Caller::finalize()
{
    const CK_RV rv = checked(p11().C_Finalize(nullptr));
    sessions_.clear();
    objects_.clear();
    signing_.clear();
    return rv;
}

void Caller::look_at_slots()
{
    CK_ULONG count = 0;
    checked(p11().C_GetSlotList(CK_FALSE, nullptr, &count));
    checked(p11().C_GetSlotList(CK_TRUE, nullptr, &count));
    std::array<CK_SLOT_ID, 4> slots{};
    count = slots.size();
    checked(p11().C_GetSlotList(CK_TRUE, slots.data(), &count));
    CK_SLOT_INFO slot{};
    checked(p11().C_GetSlotInfo(0, &slot));
    CK_TOKEN_INFO token{};
    if (checked(p11().C_GetTokenInfo(0, &token)) == CKR_OK) {
        consume({std::begin(token.serialNumber), std::end(token.serialNumber)});
    }
    checked(p11().C_GetMechanismList(0, nullptr, &count));
    CK_MECHANISM_INFO mechanism{};
    checked(p11().C_GetMechanismInfo(0, CKM_SHA256_RSA_PKCS, &mechanism));
}

CK_RV Caller::open(CK_SLOT_ID slot, CK_FLAGS flags)
{
    CK_SESSION_HANDLE handle = 0;
    const CK_RV rv =
        checked(p11().C_OpenSession(slot, flags | CKF_SERIAL_SESSION, nullptr, nullptr, &handle));
    if (rv == CKR_OK) {
        sessions_.push_back(handle);
    }
    return rv;
}

CK_RV Caller::close()
{
    const auto handle = session();
    if (!sessions_.empty()) {
        sessions_.pop_back();
    }
    return checked(p11().C_CloseSession(handle));
}

CK_RV Caller::login(CK_USER_TYPE user, std::string_view pin)
{
    return checked(p11().C_Login(session(), user, bytes_of(pin), pin.size()), one_login());
}

CK_RV Caller::login_without_pin(CK_USER_TYPE user)
{
    return checked(p11().C_Login(session(), user, nullptr, 0), one_login());
}

CK_RV Caller::logout()
{
    return checked(p11().C_Logout(session()));
}

CK_RV Caller::set_pin(std::string_view current, std::string_view replacement)
{
    return checked(p11().C_SetPIN(session(),
                                  bytes_of(current),
                                  current.size(),
                                  bytes_of(replacement),
                                  replacement.size()),
                   {.changes = 1});
}

CK_RV Caller::set_pin_without_pins()
{
    return checked(p11().C_SetPIN(session(), nullptr, 0, nullptr, 0), {.changes = 1});
}

CK_RV Caller::session_info()
{
    CK_SESSION_INFO info{};
    return checked(p11().C_GetSessionInfo(session(), &info));
}

std::vector<CK_OBJECT_HANDLE> Caller::search(const std::vector<CK_ATTRIBUTE>& wanted)
{
    auto attributes = wanted;
    std::vector<CK_OBJECT_HANDLE> found(max_found);
    CK_ULONG count = 0;
    if (checked(p11().C_FindObjectsInit(session(), attributes.data(), attributes.size())) ==
        CKR_OK) {
        checked(p11().C_FindObjects(session(), found.data(), found.size(), &count));
        checked(p11().C_FindObjectsFinal(session()));
    }
    require(count <= found.size());
    found.resize(count);
    objects_.insert(objects_.end(), found.begin(), found.end());
    return found;
}

std::vector<CK_OBJECT_HANDLE> Caller::search(CK_OBJECT_CLASS object_class)
{
    return search({{CKA_CLASS, &object_class, sizeof object_class}});
}

void Caller::read_attributes(CK_OBJECT_HANDLE object)
{
    for (const auto type : test::read_attributes) {
        read_attribute(object, type);
    }
}

void Caller::read_attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
    CK_ATTRIBUTE attribute{type, nullptr, 0};
    if (checked(p11().C_GetAttributeValue(session(), object, &attribute, 1)) != CKR_OK) {
        return;
    }
    Room room{attribute.ulValueLen};
    attribute.pValue = room.data();
    if (checked(p11().C_GetAttributeValue(session(), object, &attribute, 1)) == CKR_OK) {
        consume(room.taken(attribute.ulValueLen));
    }
}

CK_RV Caller::sign_init(const Mechanism& mechanism, CK_OBJECT_HANDLE key)
{
    return begin_signing(session(), mechanism, key);
}

CK_RV Caller::sign(ByteView data, std::size_t size)
{
    Room room{size};
    CK_ULONG length = size;
    return sign_in(session(), data, room.data(), &length);
}

Bytes Caller::key_info(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE key)
{
    Room room{1024};
    CK_ATTRIBUTE attribute{CKA_PUBLIC_KEY_INFO, room.data(), room.size()};
    return checked(p11().C_GetAttributeValue(handle, key, &attribute, 1)) == CKR_OK
               ? room.taken(attribute.ulValueLen)
               : Bytes{};
}

CK_RV
Caller::begin_signing(CK_SESSION_HANDLE handle, const Mechanism& mechanism, CK_OBJECT_HANDLE key)
{
    auto pss = mechanism.pss;
    CK_MECHANISM given{.mechanism = mechanism.type, .pParameter = nullptr, .ulParameterLen = 0};
    if (pss.sLen != 0) {
        given.pParameter = &pss;
        given.ulParameterLen = sizeof pss;
    }
    const CK_RV rv = checked(p11().C_SignInit(handle, &given, key));
    if (rv == CKR_OK) {
        signing_[handle] = {
            .mechanism = mechanism, .key = key, .key_info = key_info(handle, key), .data = {}};
    }
    return rv;
}

CK_RV Caller::sign_in(CK_SESSION_HANDLE handle, ByteView data, CK_BYTE* out, CK_ULONG* size)
{
    Bytes given{data.begin(), data.end()};
    const auto room = *size;
    const CK_RV rv =
        checked(p11().C_Sign(handle, given.data(), given.size(), out, size), one_signature());
    if (rv == CKR_OK && out != nullptr) {
        require(*size <= room);
        auto& data_of = signing_[handle].data;
        data_of.insert(data_of.end(), data.begin(), data.end());
        check_signature(handle, {out, out + *size});
    }
    return rv;
}

CK_RV Caller::sign_final_in(CK_SESSION_HANDLE handle, CK_BYTE* out, CK_ULONG* size)
{
    const auto room = *size;
    const CK_RV rv = checked(p11().C_SignFinal(handle, out, size), one_signature());
    if (rv == CKR_OK && out != nullptr) {
        require(*size <= room);
        check_signature(handle, {out, out + *size});
    }
    return rv;
}

void Caller::check_signature(CK_SESSION_HANDLE handle, const Bytes& signature)
{
    const auto signing = std::exchange(signing_[handle], {});
    const auto after = key_info(handle, signing.key);
    if (after.empty()) {
        return; // the card is out, and perhaps its certificate was read anew before
    }
    const auto verifies = [&](const Bytes& key) {
        return test::openssl_verifies(key, signing.mechanism, signing.data, signature);
    };
    require(verifies(after) || verifies(signing.key_info));
}

} // namespace openbeid::fuzz
