// SPDX-License-Identifier: Apache-2.0
#include "calls.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

const std::array<Call, 39> table_of_crypto{{
    {"C_EncryptInit",
     Kind::session,
     use_mechanism | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_EncryptInit(a.session, a.mechanism, a.object);
     }},
    {"C_Encrypt",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Encrypt(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_EncryptUpdate",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_EncryptUpdate(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_EncryptFinal",
     Kind::session,
     use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_EncryptFinal(a.session, a.out, a.out_size);
     }},
    {"C_DecryptInit",
     Kind::session,
     use_mechanism | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DecryptInit(a.session, a.mechanism, a.object);
     }},
    {"C_Decrypt",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Decrypt(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_DecryptUpdate",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DecryptUpdate(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_DecryptFinal",
     Kind::session,
     use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DecryptFinal(a.session, a.out, a.out_size);
     }},
    {"C_DigestInit",
     Kind::session,
     use_mechanism,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DigestInit(a.session, a.mechanism);
     }},
    {"C_Digest",
     Kind::session,
     use_in | use_out,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Digest(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_DigestUpdate",
     Kind::session,
     use_in,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DigestUpdate(a.session, a.in, a.in_size);
     }},
    {"C_DigestKey",
     Kind::session,
     use_object | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DigestKey(a.session, a.object);
     }},
    {"C_DigestFinal",
     Kind::session,
     use_out,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DigestFinal(a.session, a.out, a.out_size);
     }},
    {"C_SignInit",
     Kind::session,
     use_mechanism | use_object,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SignInit(a.session, a.mechanism, a.object);
     }},
    {"C_Sign",
     Kind::session,
     use_in | use_out,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Sign(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_SignUpdate",
     Kind::session,
     use_in,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SignUpdate(a.session, a.in, a.in_size);
     }},
    {"C_SignFinal",
     Kind::session,
     use_out,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SignFinal(a.session, a.out, a.out_size);
     }},
    {"C_SignRecoverInit",
     Kind::session,
     use_mechanism | use_object | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SignRecoverInit(a.session, a.mechanism, a.object);
     }},
    {"C_SignRecover",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SignRecover(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_VerifyInit",
     Kind::session,
     use_mechanism | use_object | use_optional,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_VerifyInit(a.session, a.mechanism, a.object);
     }},
    {"C_Verify",
     Kind::session,
     use_in | use_optional,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Verify(a.session, a.in, a.in_size, a.in, a.in_size);
     }},
    {"C_VerifyUpdate",
     Kind::session,
     use_in | use_optional,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_VerifyUpdate(a.session, a.in, a.in_size);
     }},
    {"C_VerifyFinal",
     Kind::session,
     use_in | use_optional,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_VerifyFinal(a.session, a.in, a.in_size);
     }},
    {"C_VerifyRecoverInit",
     Kind::session,
     use_mechanism | use_object | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_VerifyRecoverInit(a.session, a.mechanism, a.object);
     }},
    {"C_VerifyRecover",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_VerifyRecover(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_DigestEncryptUpdate",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DigestEncryptUpdate(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_DecryptDigestUpdate",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DecryptDigestUpdate(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_SignEncryptUpdate",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SignEncryptUpdate(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_DecryptVerifyUpdate",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DecryptVerifyUpdate(a.session, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_GenerateKey",
     Kind::session,
     use_mechanism | use_attributes | use_handle | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GenerateKey(a.session, a.mechanism, a.attributes, a.count, a.handle);
     }},
    {"C_GenerateKeyPair",
     Kind::session,
     use_mechanism | use_attributes | use_handle | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GenerateKeyPair(a.session,
                                    a.mechanism,
                                    a.attributes,
                                    a.count,
                                    a.attributes,
                                    a.count,
                                    a.handle,
                                    a.handle);
     }},
    {"C_WrapKey",
     Kind::session,
     use_mechanism | use_object | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_WrapKey(a.session, a.mechanism, a.object, a.object, a.out, a.out_size);
     }},
    {"C_UnwrapKey",
     Kind::session,
     use_mechanism | use_object | use_in | use_attributes | use_handle | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_UnwrapKey(
             a.session, a.mechanism, a.object, a.in, a.in_size, a.attributes, a.count, a.handle);
     }},
    {"C_DeriveKey",
     Kind::session,
     use_mechanism | use_object | use_attributes | use_handle | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DeriveKey(a.session, a.mechanism, a.object, a.attributes, a.count, a.handle);
     }},
    {"C_SeedRandom",
     Kind::session,
     use_in,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SeedRandom(a.session, a.in, a.in_size);
     }},
    {"C_GenerateRandom",
     Kind::session,
     use_in,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GenerateRandom(a.session, a.in, a.in_size);
     }},
    {"C_GetFunctionStatus",
     Kind::session,
     use_legacy,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetFunctionStatus(a.session);
     }},
    {"C_CancelFunction",
     Kind::session,
     use_legacy,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_CancelFunction(a.session);
     }},
    {"C_WaitForSlotEvent",
     Kind::library,
     use_info,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_WaitForSlotEvent(CKF_DONT_BLOCK, as<CK_SLOT_ID>(a.out), nullptr);
     }},
}};

} // namespace

std::span<const Call> calls_crypto() noexcept
{
    return table_of_crypto;
}

} // namespace openbeid::conformance
