// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "portal/tls.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/signature.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace openbeid::cli {

using portal::EvpPkeyPtr;
using portal::Free;

/// A key that somebody else holds: OpenSSL gets its public half, and asks for signatures.
struct RemoteKey {
    /// Signs a hash. RSA: the signature; EC: r‖s. Nothing if that fails.
    using Sign = std::function<std::optional<Bytes>(const SignatureScheme&, ByteView hash)>;

    EvpPkeyPtr public_key{};
    Sign sign{};
};

/**
 * An OpenSSL of our own: a library context with the usual algorithms and a provider, made here in
 * memory, for keys that somebody else holds. Nothing of it is seen by others in this process.
 */
class RemoteKeyLibrary {
public:
    /// Throws TlsError.
    RemoteKeyLibrary();

    [[nodiscard]] OSSL_LIB_CTX* context() const noexcept { return context_.get(); }

    /// A private key for SSL_CTX_use_PrivateKey; `key` has to outlive it. Throws TlsError.
    [[nodiscard]] EvpPkeyPtr private_key(const RemoteKey& key) const;

private:
    std::unique_ptr<OSSL_LIB_CTX, Free<OSSL_LIB_CTX_free>> context_;
};

} // namespace openbeid::cli
