// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.hpp"
#include "crypto/context.hpp"
#include "pkcs11/attribute.hpp"
#include "pkcs11/insertion.hpp"
#include "pkcs11/memory.hpp"
#include "pkcs11/operation.hpp"
#include "pkcs11/pin_source.hpp"
#include "pkcs11/question.hpp"

#include <atomic>
#include <memory>
#include <optional>

namespace openbeid::pkcs11 {

/// A session: one function of it runs at a time. Members answer what their C function answers,
/// after the checks that the entry point has made (initialised, arguments, handle).
class Session {
public:
    Session(CK_SLOT_ID slot,
            CK_FLAGS flags,
            std::shared_ptr<Insertion> insertion,
            const crypto::Context& crypto,
            const PinSource& pins) noexcept
        : slot_{slot}, flags_{flags}, insertion_{std::move(insertion)}, crypto_{crypto},
          pins_{pins}, question_{insertion_->question_turn}
    {
    }

    [[nodiscard]] CK_SLOT_ID slot() const noexcept { return slot_; }
    [[nodiscard]] bool is_read_write() const noexcept { return (flags_ & CKF_RW_SESSION) != 0; }
    [[nodiscard]] Insertion& insertion() const noexcept { return *insertion_; }
    [[nodiscard]] bool alive() const noexcept { return insertion_->token.alive(); }

    [[nodiscard]] CK_SESSION_INFO info() const noexcept;

    [[nodiscard]] bool is_active(OperationKind kind) const;
    /// What a call on a session without its card answers, once and later (product decision).
    [[nodiscard]] CK_RV dead_rv(OperationKind used);
    /// CKR_DEVICE_REMOVED was answered by the call that met the removal itself.
    void note_removal_told();
    void end(OperationKind kind);
    void end_all();
    /// C_Logout, in whichever session, ends the operations with private keys.
    void end_operation_of_old_login();

    // From any thread, also while a call is at work in this session (question.hpp)

    /// It is being closed: calls that wait for their turn in it find it closed, and nobody is asked
    /// for it any more.
    void begin_closing();
    [[nodiscard]] bool closing() const noexcept { return closing_.load(); }
    void end_questions() { question_.end(); }
    /// See Question::withdraw().
    [[nodiscard]] bool withdraw_question(bool of_signature)
    {
        return question_.withdraw(of_signature);
    }

    // session_login.cpp
    /// Whether a caller that gives no PIN gets the user asked.
    [[nodiscard]] bool collects_pin() const noexcept;
    /// @param pin  nothing: collects_pin(), and the user is to be asked
    [[nodiscard]] CK_RV
    login(CK_USER_TYPE user, std::optional<ByteView> pin, bool read_only_exists);
    [[nodiscard]] CK_RV logout();
    [[nodiscard]] CK_RV set_pin(ByteView current, ByteView replacement);
    /// C_SetPIN without PINs, if collects_pin().
    [[nodiscard]] CK_RV set_collected_pin();

    // session_find.cpp
    [[nodiscard]] CK_RV find_init(const Template& wanted);
    [[nodiscard]] CK_RV find(CK_OBJECT_HANDLE* handles, CK_ULONG max, CK_ULONG* count);
    [[nodiscard]] CK_RV find_final();
    [[nodiscard]] CK_RV
    get_attributes(CK_OBJECT_HANDLE handle, CK_ATTRIBUTE* attributes, CK_ULONG count);
    [[nodiscard]] CK_RV object_size(CK_OBJECT_HANDLE handle, CK_ULONG* size);
    /// For what may not be done to an object of a card.
    [[nodiscard]] CK_RV prohibit(CK_OBJECT_HANDLE handle);

    // session_digest.cpp
    [[nodiscard]] CK_RV digest_init(const CK_MECHANISM* mechanism);
    [[nodiscard]] CK_RV digest(ByteView data, const Output& output);
    [[nodiscard]] CK_RV digest_update(ByteView part);
    [[nodiscard]] CK_RV digest_final(const Output& output);

    // session_sign.cpp
    [[nodiscard]] CK_RV sign_init(const CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key);
    [[nodiscard]] CK_RV sign(ByteView data, const Output& output);
    [[nodiscard]] CK_RV sign_update(ByteView part);
    [[nodiscard]] CK_RV sign_final(const Output& output);

    Mutex mutex; ///< the entry point holds it for the whole call

private:
    [[nodiscard]] AttributeSource source() const noexcept
    {
        return {.crypto = crypto_,
                .card = insertion_->token.data(),
                .module_asks = pins_.module_asks()};
    }
    /// The object, or nothing; its certificate is in memory since its handle was given out.
    [[nodiscard]] std::optional<Object> object(CK_OBJECT_HANDLE handle);
    [[nodiscard]] Result<std::optional<Object>> object_of(const ObjectSpec& spec);
    [[nodiscard]] CK_RV context_login(std::optional<ByteView> pin);
    /// Asks the user, on the pad or in our window.
    [[nodiscard]] Result<void> log_in_by_asking(Question::About about);
    [[nodiscard]] Result<void> change_pin_by_asking();
    [[nodiscard]] Result<Pin> ask(PromptKey key, PromptPurpose purpose);
    [[nodiscard]] Question::Way way_of_asking() const noexcept;
    [[nodiscard]] bool may_change_pin() const noexcept;
    [[nodiscard]] CK_RV
    begin_signing(const Mechanism& mechanism, const CK_MECHANISM& asked, CK_OBJECT_HANDLE key);
    /// @param login_period  the one in which the key's handle was valid
    [[nodiscard]] CK_RV begin_signing_with(const Object& key,
                                           const Mechanism& mechanism,
                                           const crypto::SignatureScheme& scheme,
                                           unsigned login_period);
    [[nodiscard]] CK_RV add_to_signature(ByteView part);
    [[nodiscard]] CK_RV finish_signature(const Output& output);
    [[nodiscard]] Result<Bytes> signature_of(const SignOperation& operation, ByteView input);
    [[nodiscard]] Result<Bytes> legal_signature_of(const SignOperation& operation, ByteView input);

    const CK_SLOT_ID slot_;
    const CK_FLAGS flags_;
    const std::shared_ptr<Insertion> insertion_;
    const crypto::Context& crypto_;
    const PinSource& pins_;
    Question question_;
    std::atomic<bool> closing_{false};

    std::optional<FindOperation> find_;
    std::optional<DigestOperation> digest_;
    std::optional<SignOperation> sign_;
    bool removal_told_{false};
};

} // namespace openbeid::pkcs11
