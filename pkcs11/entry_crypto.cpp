// SPDX-License-Identifier: Apache-2.0
// Entry points: digests, signatures, verification and random numbers.
#include "pkcs11/entry.hpp"
#include "pkcs11/guard.hpp"
#include "pkcs11/memory.hpp"

using namespace openbeid::pkcs11;

namespace {

/// C_Digest, C_Sign and their like: bytes in, bytes out.
template <typename Function>
CK_RV with_data(const char* name,
                CK_SESSION_HANDLE handle,
                OperationKind used,
                const CK_BYTE* data,
                CK_ULONG data_length,
                const Output& output,
                Function&& function) noexcept
{
    const auto view = input(data, data_length);
    const bool good = view.has_value() && output.length != nullptr;
    return with_session(
        name, handle, used, good, [&](Session& s) { return function(s, *view, output); });
}

/// C_DigestUpdate and C_SignUpdate: bytes in.
template <typename Function>
CK_RV with_part(const char* name,
                CK_SESSION_HANDLE handle,
                OperationKind used,
                const CK_BYTE* part,
                CK_ULONG part_length,
                Function&& function) noexcept
{
    const auto view = input(part, part_length);
    return with_session(
        name, handle, used, view.has_value(), [&](Session& s) { return function(s, *view); });
}

/// Verification is left to software, which has the public key: no mechanism here does it.
CK_RV no_verification(const char* name, CK_SESSION_HANDLE handle, bool arguments_good) noexcept
{
    return with_session(
        name, handle, none, arguments_good, [](Session&) { return CKR_OPERATION_NOT_INITIALIZED; });
}

CK_RV no_random(const char* name, CK_SESSION_HANDLE handle, CK_BYTE* data, CK_ULONG length) noexcept
{
    const bool good = data != nullptr || length == 0;
    return with_session(name, handle, none, good, [](Session&) { return CKR_RANDOM_NO_RNG; });
}

} // namespace

OPENBEID_ENTRY C_DigestInit(CK_SESSION_HANDLE handle, CK_MECHANISM* mechanism)
{
    return with_session(
        "C_DigestInit", handle, none, true, [&](Session& s) { return s.digest_init(mechanism); });
}

OPENBEID_ENTRY C_Digest(CK_SESSION_HANDLE handle,
                        CK_BYTE* data,
                        CK_ULONG data_length,
                        CK_BYTE* digest,
                        CK_ULONG* digest_length)
{
    return with_data("C_Digest",
                     handle,
                     OperationKind::digest,
                     data,
                     data_length,
                     {.data = digest, .length = digest_length},
                     [](Session& s, auto in, const Output& out) { return s.digest(in, out); });
}

OPENBEID_ENTRY C_DigestUpdate(CK_SESSION_HANDLE handle, CK_BYTE* part, CK_ULONG part_length)
{
    return with_part("C_DigestUpdate",
                     handle,
                     OperationKind::digest,
                     part,
                     part_length,
                     [](Session& s, auto in) { return s.digest_update(in); });
}

OPENBEID_ENTRY C_DigestFinal(CK_SESSION_HANDLE handle, CK_BYTE* digest, CK_ULONG* digest_length)
{
    const Output output{.data = digest, .length = digest_length};
    return with_session(
        "C_DigestFinal", handle, OperationKind::digest, digest_length != nullptr, [&](Session& s) {
            return s.digest_final(output);
        });
}

OPENBEID_ENTRY C_SignInit(CK_SESSION_HANDLE handle, CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key)
{
    return with_session(
        "C_SignInit", handle, none, true, [&](Session& s) { return s.sign_init(mechanism, key); });
}

OPENBEID_ENTRY C_Sign(CK_SESSION_HANDLE handle,
                      CK_BYTE* data,
                      CK_ULONG data_length,
                      CK_BYTE* signature,
                      CK_ULONG* signature_length)
{
    return with_data("C_Sign",
                     handle,
                     OperationKind::sign,
                     data,
                     data_length,
                     {.data = signature, .length = signature_length},
                     [](Session& s, auto in, const Output& out) { return s.sign(in, out); });
}

OPENBEID_ENTRY C_SignUpdate(CK_SESSION_HANDLE handle, CK_BYTE* part, CK_ULONG part_length)
{
    return with_part(
        "C_SignUpdate", handle, OperationKind::sign, part, part_length, [](Session& s, auto in) {
            return s.sign_update(in);
        });
}

OPENBEID_ENTRY C_SignFinal(CK_SESSION_HANDLE handle, CK_BYTE* signature, CK_ULONG* signature_length)
{
    const Output output{.data = signature, .length = signature_length};
    return with_session(
        "C_SignFinal", handle, OperationKind::sign, signature_length != nullptr, [&](Session& s) {
            return s.sign_final(output);
        });
}

OPENBEID_ENTRY
C_VerifyInit(CK_SESSION_HANDLE handle, CK_MECHANISM* mechanism, CK_OBJECT_HANDLE /*key*/)
{
    return with_session("C_VerifyInit", handle, none, true, [&](Session&) {
        return mechanism == nullptr ? CKR_OK : CKR_MECHANISM_INVALID;
    });
}

OPENBEID_ENTRY C_Verify(CK_SESSION_HANDLE handle,
                        CK_BYTE* data,
                        CK_ULONG data_length,
                        CK_BYTE* signature,
                        CK_ULONG signature_length)
{
    return no_verification("C_Verify",
                           handle,
                           input(data, data_length).has_value() &&
                               input(signature, signature_length).has_value());
}

OPENBEID_ENTRY C_VerifyUpdate(CK_SESSION_HANDLE handle, CK_BYTE* part, CK_ULONG part_length)
{
    return no_verification("C_VerifyUpdate", handle, input(part, part_length).has_value());
}

OPENBEID_ENTRY C_VerifyFinal(CK_SESSION_HANDLE handle, CK_BYTE* signature, CK_ULONG length)
{
    return no_verification("C_VerifyFinal", handle, input(signature, length).has_value());
}

OPENBEID_ENTRY C_SeedRandom(CK_SESSION_HANDLE handle, CK_BYTE* seed, CK_ULONG length)
{
    return no_random("C_SeedRandom", handle, seed, length);
}

OPENBEID_ENTRY C_GenerateRandom(CK_SESSION_HANDLE handle, CK_BYTE* random, CK_ULONG length)
{
    return no_random("C_GenerateRandom", handle, random, length);
}
