// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "login/remote_key.hpp"

#include <openssl/core_dispatch.h>

/// The functions of the provider of RemoteKeyLibrary: provider-keymgmt(7), provider-signature(7).
namespace openbeid::cli {

/// Not one of OpenSSL's own names: it would take its own functions.
inline constexpr const char* signature_name = "OPENBEID-REMOTE-KEY";

/// The parameter of EVP_PKEY_fromdata that holds the address of a RemoteKey.
inline constexpr const char* key_parameter = "openbeid-remote-key";

/// What OpenSSL keeps of a key.
struct ProviderKey {
    const RemoteKey* remote{nullptr};
};

[[nodiscard]] const OSSL_DISPATCH* key_functions();
[[nodiscard]] const OSSL_DISPATCH* signature_functions();

/// OpenSSL's tables hold functions of all types as one type.
template <typename Function>
OSSL_DISPATCH provider_function(int id, Function* function)
{
    return {id, reinterpret_cast<void (*)()>(function)}; // NOLINT: OpenSSL wants it
}

} // namespace openbeid::cli
