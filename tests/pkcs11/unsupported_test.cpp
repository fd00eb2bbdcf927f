// SPDX-License-Identifier: Apache-2.0
// What a card that only signs can't do: every such function says so, whatever it is given.
#include "states.hpp"

#include <vector>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// The answer to a call without anything: zeros and null pointers.
template <typename... Arguments>
Rv call(CK_RV (*function)(Arguments...))
{
    return Rv{function(Arguments{}...)};
}

template <typename... Functions>
std::vector<Rv> call_all(Functions... functions)
{
    return {call(functions)...};
}

std::vector<Rv> answers_of(const CK_FUNCTION_LIST& f)
{
    return call_all(f.C_InitToken,
                    f.C_InitPIN,
                    f.C_GetOperationState,
                    f.C_SetOperationState,
                    f.C_CreateObject,
                    f.C_CopyObject,
                    f.C_EncryptInit,
                    f.C_Encrypt,
                    f.C_EncryptUpdate,
                    f.C_EncryptFinal,
                    f.C_DecryptInit,
                    f.C_Decrypt,
                    f.C_DecryptUpdate,
                    f.C_DecryptFinal,
                    f.C_DigestKey,
                    f.C_SignRecoverInit,
                    f.C_SignRecover,
                    f.C_VerifyRecoverInit,
                    f.C_VerifyRecover,
                    f.C_DigestEncryptUpdate,
                    f.C_DecryptDigestUpdate,
                    f.C_SignEncryptUpdate,
                    f.C_DecryptVerifyUpdate,
                    f.C_GenerateKey,
                    f.C_GenerateKeyPair,
                    f.C_WrapKey,
                    f.C_UnwrapKey,
                    f.C_DeriveKey);
}

std::vector<Rv> answers_of(const pkcs11::FunctionList30& f)
{
    return call_all(f.C_MessageEncryptInit,
                    f.C_EncryptMessage,
                    f.C_EncryptMessageBegin,
                    f.C_EncryptMessageNext,
                    f.C_MessageEncryptFinal,
                    f.C_MessageDecryptInit,
                    f.C_DecryptMessage,
                    f.C_DecryptMessageBegin,
                    f.C_DecryptMessageNext,
                    f.C_MessageDecryptFinal,
                    f.C_MessageSignInit,
                    f.C_SignMessage,
                    f.C_SignMessageBegin,
                    f.C_SignMessageNext,
                    f.C_MessageSignFinal,
                    f.C_MessageVerifyInit,
                    f.C_VerifyMessage,
                    f.C_VerifyMessageBegin,
                    f.C_VerifyMessageNext,
                    f.C_MessageVerifyFinal);
}

void check_all(Rv expected)
{
    for (const auto& answers :
         {answers_of(list_2_40()), answers_of(list_3_0().v2_40), answers_of(list_3_0())}) {
        CHECK(answers == std::vector<Rv>(answers.size(), expected));
    }
}

} // namespace

TEST_CASE("what the card can't do is not supported, whatever it is called with",
          "[pkcs11][unsupported]")
{
    const OpenSession token;
    const Meter meter{*token.card};
    check_all(Rv{CKR_FUNCTION_NOT_SUPPORTED});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("what the card can't do is not asked for before C_Initialize", "[pkcs11][unsupported]")
{
    check_all(Rv{CKR_CRYPTOKI_NOT_INITIALIZED});
}

TEST_CASE("no function of old times runs in parallel", "[pkcs11][unsupported]")
{
    const OpenSession token;
    const auto session = token.session.handle();
    CHECK(Rv{p11().C_GetFunctionStatus(session)} == Rv{CKR_FUNCTION_NOT_PARALLEL});
    CHECK(Rv{p11().C_CancelFunction(session)} == Rv{CKR_FUNCTION_NOT_PARALLEL});
}
