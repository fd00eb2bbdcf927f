// SPDX-License-Identifier: Apache-2.0
#include "calls.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

const std::array<Call, 22> table_of_3_0{{
    {"C_LoginUser",
     Kind::session,
     use_pin,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_LoginUser(a.session, CKU_USER, a.in, a.in_size, nullptr, 0);
     }},
    {"C_SessionCancel",
     Kind::session,
     0,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_SessionCancel(a.session, CKF_SIGN);
     }},
    {"C_MessageEncryptInit",
     Kind::session,
     use_mechanism | use_object | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_MessageEncryptInit(a.session, a.mechanism, a.object);
     }},
    {"C_EncryptMessage",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_EncryptMessage(
             a.session, nullptr, 0, nullptr, 0, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_EncryptMessageBegin",
     Kind::session,
     use_in | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_EncryptMessageBegin(a.session, nullptr, 0, a.in, a.in_size);
     }},
    {"C_EncryptMessageNext",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_EncryptMessageNext(
             a.session, nullptr, 0, a.in, a.in_size, a.out, a.out_size, 0);
     }},
    {"C_MessageEncryptFinal",
     Kind::session,
     use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_MessageEncryptFinal(a.session);
     }},
    {"C_MessageDecryptInit",
     Kind::session,
     use_mechanism | use_object | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_MessageDecryptInit(a.session, a.mechanism, a.object);
     }},
    {"C_DecryptMessage",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_DecryptMessage(
             a.session, nullptr, 0, nullptr, 0, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_DecryptMessageBegin",
     Kind::session,
     use_in | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_DecryptMessageBegin(a.session, nullptr, 0, a.in, a.in_size);
     }},
    {"C_DecryptMessageNext",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_DecryptMessageNext(
             a.session, nullptr, 0, a.in, a.in_size, a.out, a.out_size, 0);
     }},
    {"C_MessageDecryptFinal",
     Kind::session,
     use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_MessageDecryptFinal(a.session);
     }},
    {"C_MessageSignInit",
     Kind::session,
     use_mechanism | use_object | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_MessageSignInit(a.session, a.mechanism, a.object);
     }},
    {"C_SignMessage",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_SignMessage(a.session, nullptr, 0, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_SignMessageBegin",
     Kind::session,
     use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_SignMessageBegin(a.session, nullptr, 0);
     }},
    {"C_SignMessageNext",
     Kind::session,
     use_in | use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_SignMessageNext(a.session, nullptr, 0, a.in, a.in_size, a.out, a.out_size);
     }},
    {"C_MessageSignFinal",
     Kind::session,
     use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_MessageSignFinal(a.session);
     }},
    {"C_MessageVerifyInit",
     Kind::session,
     use_mechanism | use_object | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_MessageVerifyInit(a.session, a.mechanism, a.object);
     }},
    {"C_VerifyMessage",
     Kind::session,
     use_in | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_VerifyMessage(a.session, nullptr, 0, a.in, a.in_size, a.in, a.in_size);
     }},
    {"C_VerifyMessageBegin",
     Kind::session,
     use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_VerifyMessageBegin(a.session, nullptr, 0);
     }},
    {"C_VerifyMessageNext",
     Kind::session,
     use_in | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_VerifyMessageNext(a.session, nullptr, 0, a.in, a.in_size, a.in, a.in_size);
     }},
    {"C_MessageVerifyFinal",
     Kind::session,
     use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f3;
         return f.C_MessageVerifyFinal(a.session);
     }},
}};

} // namespace

std::span<const Call> calls_3_0() noexcept
{
    return table_of_3_0;
}

} // namespace openbeid::conformance
