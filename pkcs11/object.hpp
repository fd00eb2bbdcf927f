// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.hpp"
#include "pkcs11/cryptoki.hpp"
#include "pkcs11/data_specs.hpp"
#include "token/token.hpp"

#include <array>
#include <memory>
#include <optional>
#include <span>

namespace openbeid::pkcs11 {

/// One of the objects that a token may have.
struct ObjectSpec {
    CK_OBJECT_CLASS object_class{0};
    const char* label{""};
    /// CKA_ID is 8 bytes, this one and seven zeros, as the official middleware has it on 64-bit
    /// Linux. 0: the object has no CKA_ID.
    std::uint8_t id{0};
    /// The certificate that the object is, or belongs to: it exists if and only if that does.
    std::optional<token::CertificateId> certificate{};
    std::optional<token::KeyId> key{}; ///< of a key
    CK_ULONG profile{0};               ///< CKA_PROFILE_ID of a profile object
    const DataSpec* data{nullptr};     ///< of a data object

    /// CKA_PRIVATE: shown after login only.
    [[nodiscard]] constexpr bool is_private() const noexcept
    {
        return object_class == CKO_PRIVATE_KEY && key != token::KeyId::basic;
    }
    /// Each use of the basic key counts towards a limit of the card, so only who names it finds it.
    [[nodiscard]] constexpr bool must_be_named() const noexcept
    {
        return key == token::KeyId::basic || (data != nullptr && data->must_be_named());
    }
    /// Nobody gets personal data who did not ask for that class of objects.
    [[nodiscard]] constexpr bool class_must_be_named() const noexcept { return data != nullptr; }
};

/// All of them, in the order in which searches return them.
[[nodiscard]] std::span<const ObjectSpec> object_specs() noexcept;

/// An object that the token has.
struct Object {
    const ObjectSpec* spec{nullptr};
    std::shared_ptr<const crypto::Certificate> certificate; ///< null if it has none
    std::shared_ptr<const crypto::PublicKey> key;           ///< null if it is no key
    std::shared_ptr<const Bytes> data{};                    ///< null if it is no data object
};

/**
 * The handles of a token's objects during one insertion. A handle names the same object in all
 * sessions, and is never used again in this process. Any thread.
 */
class ObjectHandles {
public:
    /// The handle of `spec`, made at the first call. CK_INVALID_HANDLE for a private object if
    /// `period`, in which the login was seen, is over.
    [[nodiscard]] CK_OBJECT_HANDLE handle_of(const ObjectSpec& spec, unsigned period);

    /// Null for a handle that is not, or no longer, valid.
    [[nodiscard]] const ObjectSpec* find(CK_OBJECT_HANDLE handle) const;

    /// After C_Logout the handles of private objects are invalid for good.
    void forget_private_objects();

    /// Another number after each of these ends. To be taken before the login is looked at.
    [[nodiscard]] unsigned login_period() const;

private:
    static constexpr std::size_t max_objects = data_spec_count + 14;

    mutable Mutex mutex_;
    std::array<CK_OBJECT_HANDLE, max_objects> handles_ OPENBEID_GUARDED_BY(mutex_){};
    unsigned login_period_ OPENBEID_GUARDED_BY(mutex_){0};
};

} // namespace openbeid::pkcs11
