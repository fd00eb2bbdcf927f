// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/handles.hpp"
#include "crypto/hash.hpp"

#include <openbeid/result.hpp>

#include <array>
#include <memory>

namespace openbeid::crypto {

/**
 * A library context of OpenSSL of our own, with the built-in default provider only: no
 * configuration file is read into it, so neither the host's providers nor its properties matter.
 *
 * Outlives every Digest made with it; PublicKey and Certificate are plain data and don't need it.
 * Thread: const use from any thread.
 */
class Context {
public:
    /**
     * Also starts to watch for the exit of the process, after which nothing of OpenSSL is called
     * any more: every function of this room then fails with crypto_failure, destructors leak.
     *
     * OpenSSL 3 looks for engines at the first use of any algorithm and for that loads the host's
     * configuration into the host's default context, if that did not happen yet. This may load
     * PKCS#11 modules, us included, on this thread: so it is made to happen here and not later,
     * and the caller holds no lock.
     * Fails: crypto_failure.
     */
    [[nodiscard]] static Result<std::unique_ptr<Context>> create();

    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    Context(Context&&) = delete;
    Context& operator=(Context&&) = delete;
    ~Context();

    // For this room only. Borrowed from the context.
    [[nodiscard]] OSSL_LIB_CTX* library() const noexcept { return library_.get(); }
    [[nodiscard]] EVP_MAC* hmac() const noexcept { return hmac_.get(); }
    /// Null for a value that is no enumerator.
    [[nodiscard]] const EVP_MD* md(Hash hash) const noexcept;

private:
    Context() = default;

    // Destroyed in reverse order: what was fetched goes before where it was fetched from.
    LibraryHandle library_;
    ProviderHandle provider_;
    std::array<MdHandle, 5> mds_; // by Hash
    MacHandle hmac_;
};

/// Stands in every function that may make OpenSSL draw random numbers, which the arithmetic of
/// elliptic curves does too. At its end what OpenSSL keeps for this thread in the context is freed:
/// the thread is the host's, and would otherwise free it when it ends, after our context is gone.
class ThreadStateGuard {
public:
    explicit ThreadStateGuard(const Context& context) noexcept : context_{context} {}
    ThreadStateGuard(const ThreadStateGuard&) = delete;
    ThreadStateGuard& operator=(const ThreadStateGuard&) = delete;
    ~ThreadStateGuard();

private:
    const Context& context_;
};

} // namespace openbeid::crypto
