// SPDX-License-Identifier: Apache-2.0
// The calls that the records of an input make, with arguments of any kind but wild pointers.
#include "functions.hpp"
#include "module/caller.hpp"
#include "module/given.hpp"
#include "pkcs11/entry.hpp"
#include "support/test_clock.hpp"

#include <algorithm>
#include <array>

namespace openbeid::fuzz {

using test::list_3_0;
using test::p11;

CK_SESSION_HANDLE Caller::session(Arguments& in) const
{
    const auto value = in.byte();
    return value < 0xF0 && !sessions_.empty() ? sessions_[value % sessions_.size()]
                                              : CK_SESSION_HANDLE{in.number()};
}

CK_OBJECT_HANDLE Caller::object(Arguments& in) const
{
    const auto value = in.byte();
    return value < 0xF0 && !objects_.empty() ? objects_[value % objects_.size()]
                                             : CK_OBJECT_HANDLE{in.number()};
}

void Caller::call(const Record& record)
{
    constexpr unsigned group_size = 8;
    const unsigned number = record.kind & 0x3FU;
    const unsigned function = number % group_size;
    test::advance_clock(std::chrono::milliseconds{10}); // ten calls, and it looks at the readers
    Arguments in{record.payload};
    switch (number / group_size) {
    case 0: return call_general(function, in);
    case 1: return call_session(function, in);
    case 2: return call_object(function, in);
    case 3: return call_digest(function, in);
    case 4: return call_sign(function, in);
    case 5: return call_session(in.byte() % group_size, in);
    case 6: return call_sign(in.byte() % group_size, in);
    default: return call_other(function, in);
    }
}

void Caller::call_general(unsigned function, Arguments& in)
{
    switch (function) {
    case 0: {
        CK_C_INITIALIZE_ARGS args{};
        args.flags = in.number();
        checked(p11().C_Initialize(in.flag() ? &args : nullptr));
        return;
    }
    case 1:
        if (in.byte() == 0xFF) { // not too often: all else is void then
            finalize();
        } else {
            checked(p11().C_GetInfo(Room{sizeof(CK_INFO)}.as<CK_INFO>()));
        }
        return;
    case 2: {
        const auto count = std::size_t{in.byte()} % 4;
        Room list{count * sizeof(CK_SLOT_ID)};
        CK_ULONG room = count;
        const auto present = static_cast<CK_BBOOL>(in.byte());
        checked(p11().C_GetSlotList(present, in.flag() ? nullptr : list.as<CK_SLOT_ID>(), &room));
        return;
    }
    case 3: {
        Room info{sizeof(CK_SLOT_INFO)};
        checked(p11().C_GetSlotInfo(in.number(), info.as<CK_SLOT_INFO>()));
        return;
    }
    case 4: {
        Room info{sizeof(CK_TOKEN_INFO)};
        checked(p11().C_GetTokenInfo(in.number(), info.as<CK_TOKEN_INFO>()));
        return;
    }
    case 5: {
        const auto count = std::size_t{in.byte()} % 32;
        Room list{count * sizeof(CK_MECHANISM_TYPE)};
        CK_ULONG room = count;
        auto* const to = in.flag() ? nullptr : list.as<CK_MECHANISM_TYPE>();
        checked(p11().C_GetMechanismList(in.number(), to, &room));
        return;
    }
    case 6: {
        Room info{sizeof(CK_MECHANISM_INFO)};
        const auto type = pick(in, mechanism_types);
        checked(p11().C_GetMechanismInfo(in.number(), type, info.as<CK_MECHANISM_INFO>()));
        return;
    }
    default: {
        CK_SLOT_ID slot = 0;
        checked(p11().C_WaitForSlotEvent(CKF_DONT_BLOCK | in.number(), &slot, nullptr));
        return;
    }
    }
}

void Caller::call_session(unsigned function, Arguments& in)
{
    const auto handle = session(in);
    switch (function) {
    case 0: {
        const auto slot = in.number();
        open(slot, in.byte());
        return;
    }
    case 1:
        if (in.byte() % 4 == 3) {
            std::erase(sessions_, handle);
            checked(p11().C_CloseSession(handle));
        } else {
            Room info{sizeof(CK_SESSION_INFO)};
            checked(p11().C_GetSessionInfo(handle, info.as<CK_SESSION_INFO>()));
        }
        return;
    case 2:
        if (in.byte() % 8 == 7) {
            checked(p11().C_CloseAllSessions(in.number()));
        } else {
            login(CKU_USER, "1234");
        }
        return;
    case 3: {
        const CK_USER_TYPE user = in.byte() % 4 == 3 ? in.number() : in.byte() % 3;
        GivenPin pin{in};
        checked(p11().C_Login(handle, user, pin.data(), pin.size()), one_login());
        return;
    }
    case 4: {
        const CK_USER_TYPE user = in.byte() % 3;
        GivenPin pin{in};
        auto name = in.bytes(max_bytes);
        checked(
            list_3_0().C_LoginUser(handle, user, pin.data(), pin.size(), name.data(), name.size()),
            one_login());
        return;
    }
    case 5: checked(p11().C_Logout(handle)); return;
    case 6: {
        GivenPin current{in};
        GivenPin replacement{in};
        checked(p11().C_SetPIN(
                    handle, current.data(), current.size(), replacement.data(), replacement.size()),
                {.changes = 1});
        return;
    }
    default: checked(list_3_0().C_SessionCancel(handle, in.number())); return;
    }
}

void Caller::call_object(unsigned function, Arguments& in)
{
    const auto handle = session(in);
    switch (function) {
    case 0: {
        GivenTemplate wanted{in, false};
        checked(p11().C_FindObjectsInit(handle, wanted.data(), wanted.size()));
        return;
    }
    case 1: {
        const auto max = std::size_t{in.byte()} % 64;
        std::vector<CK_OBJECT_HANDLE> found(max);
        CK_ULONG count = 0;
        if (checked(p11().C_FindObjects(handle, found.data(), max, &count)) == CKR_OK) {
            require(count <= max);
            found.resize(count);
            objects_.insert(objects_.end(), found.begin(), found.end());
        }
        return;
    }
    case 2: checked(p11().C_FindObjectsFinal(handle)); return;
    case 3: {
        const auto named = object(in);
        GivenTemplate wanted{in, true};
        checked(p11().C_GetAttributeValue(handle, named, wanted.data(), wanted.size()));
        return;
    }
    case 4: {
        CK_ULONG size = 0;
        checked(p11().C_GetObjectSize(handle, object(in), &size));
        return;
    }
    case 5: {
        const auto named = object(in);
        GivenTemplate values{in, false};
        checked(p11().C_SetAttributeValue(handle, named, values.data(), values.size()));
        return;
    }
    case 6: {
        constexpr std::array<CK_OBJECT_CLASS, 5> classes{
            CKO_PRIVATE_KEY, CKO_CERTIFICATE, CKO_PUBLIC_KEY, CKO_DATA, CKO_PROFILE};
        search(pick(in, classes));
        return;
    }
    default: read_attributes(object(in)); return;
    }
}

void Caller::call_digest(unsigned function, Arguments& in)
{
    const auto handle = session(in);
    switch (function) {
    case 0:
    case 1: {
        CK_MECHANISM mechanism{pick(in, digest_types), nullptr, 0};
        checked(p11().C_DigestInit(handle, in.byte() == 0xFF ? nullptr : &mechanism));
        return;
    }
    case 2: {
        auto part = in.bytes(max_bytes);
        checked(p11().C_DigestUpdate(handle, part.data(), part.size()));
        return;
    }
    case 3: {
        GivenOutput out{in};
        checked(p11().C_DigestFinal(handle, out.data, out.length_pointer));
        return;
    }
    case 4: checked(p11().C_DigestKey(handle, object(in))); return;
    default: {
        auto data = in.bytes(max_bytes);
        GivenOutput out{in};
        checked(p11().C_Digest(handle, data.data(), data.size(), out.data, out.length_pointer));
        return;
    }
    }
}

void Caller::call_sign(unsigned function, Arguments& in)
{
    const auto handle = session(in);
    switch (function) {
    case 0:
    case 1: {
        const auto key = object(in);
        if (in.byte() == 0xFF) {
            checked(p11().C_SignInit(handle, nullptr, key));
            signing_.erase(handle);
            return;
        }
        begin_signing(handle, some_mechanism(in), key);
        return;
    }
    case 2: {
        auto part = in.bytes(max_bytes);
        if (checked(p11().C_SignUpdate(handle, part.data(), part.size())) == CKR_OK) {
            auto& data = signing_[handle].data;
            data.insert(data.end(), part.begin(), part.end());
        }
        return;
    }
    case 3:
    case 4: {
        GivenOutput out{in};
        if (out.length_pointer == nullptr) {
            checked(p11().C_SignFinal(handle, out.data, nullptr));
        } else {
            sign_final_in(handle, out.data, out.length_pointer);
        }
        return;
    }
    default: {
        const auto data = in.bytes(max_bytes);
        GivenOutput out{in};
        if (out.length_pointer == nullptr) {
            auto given = data;
            checked(p11().C_Sign(handle, given.data(), given.size(), out.data, nullptr));
        } else {
            sign_in(handle, data, out.data, out.length_pointer);
        }
        return;
    }
    }
}

void Caller::call_other(unsigned function, Arguments& in)
{
    const auto handle = session(in);
    auto bytes = in.bytes(max_bytes);
    CK_MECHANISM mechanism{pick(in, mechanism_types), bytes.data(), bytes.size()};
    switch (function) {
    case 0: checked(p11().C_VerifyInit(handle, &mechanism, object(in))); return;
    case 1: checked(p11().C_GenerateRandom(handle, bytes.data(), bytes.size())); return;
    case 2: checked(p11().C_SeedRandom(handle, bytes.data(), bytes.size())); return;
    case 3: checked(p11().C_SignInit(handle, &mechanism, object(in))); return;
    case 4: checked(p11().C_DigestInit(handle, &mechanism)); return;
    case 5: {
        CK_INTERFACE* found = nullptr;
        CK_VERSION version{in.byte(), in.byte()};
        bytes.push_back(0);
        checked(C_GetInterface(in.flag() ? bytes.data() : nullptr,
                               in.flag() ? &version : nullptr,
                               &found,
                               in.number()));
        return;
    }
    case 6: {
        const auto count = std::size_t{in.byte()} % 4;
        Room list{count * sizeof(CK_INTERFACE)};
        CK_ULONG room = count;
        checked(C_GetInterfaceList(in.flag() ? nullptr : list.as<CK_INTERFACE>(), &room));
        return;
    }
    default: {
        GivenOutput out{in};
        checked(p11().C_Verify(handle, bytes.data(), bytes.size(), out.data, out.length));
        checked(p11().C_DestroyObject(handle, object(in)));
        checked(p11().C_EncryptInit(handle, &mechanism, object(in)));
        return;
    }
    }
}

} // namespace openbeid::fuzz
