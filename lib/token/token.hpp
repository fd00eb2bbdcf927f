// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "base/pin.hpp"
#include "cache/runtime_cache.hpp"
#include "card/card.hpp"
#include "crypto/signature_scheme.hpp"
#include "token/certificates.hpp"
#include "token/data_files.hpp"
#include "token/kept_certificates.hpp"
#include "token/proven_pin.hpp"
#include "token/refused_pin.hpp"
#include "token/signature_plan.hpp"
#include "transport/transport.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>

namespace openbeid::token {

/// How long what was read from a card stays in memory.
enum class Memory : std::uint8_t { until_removal, while_connected };

/// What a token stands on. All outlive it.
struct Surroundings {
    const crypto::Context& crypto;
    SecretStore& secrets;
    transport::ReaderService& readers;
    cache::RuntimeCache* runtime_cache{nullptr}; ///< null: nothing is left to other processes
    Memory memory{Memory::until_removal};
    /// How long an operation waits for other programs to release the card.
    std::chrono::milliseconds lock_timeout{5000};
};

/// The card's keys.
enum class KeyId : std::uint8_t {
    authentication,
    signature, ///< non-repudiation
    basic,     ///< proves the chip; no certificate, no PIN
};

/**
 * One insertion of one eID card: its certificates, read once, and the login of this process.
 *
 * Every operation on the card is one PC/SC transaction. Any thread may call any member: those that
 * speak to the card queue up behind each other; what is known already is told without waiting.
 *
 * Errors of every member that speaks to the card, besides those it names: card_removed (this object
 * is then dead), reader_busy, io, service_unavailable.
 */
class Token {
public:
    /// @param seen     the reader, and the insertion in which its card was recognised
    /// @param pin_pad  what the reader's pad can do
    Token(const Surroundings& surroundings,
          transport::ReaderStatus seen,
          const card::CardData& data,
          transport::PinPad pin_pad = {});
    ~Token();
    Token(const Token&) = delete;
    Token& operator=(const Token&) = delete;

    [[nodiscard]] const card::CardData& data() const noexcept { return data_; }

    [[nodiscard]] transport::PinPad pin_pad() const noexcept { return pin_pad_; }

    /// False once the card is known to be gone, and for ever after.
    [[nodiscard]] bool alive() const noexcept { return alive_.load(); }
    void declare_gone() noexcept;

    /// The connection to the card stands from connect() to disconnect(); the latter also logs out,
    /// and forgets what was read if that is to stay while_connected only.
    [[nodiscard]] Result<void> connect();
    void disconnect();
    /// Gives up the connection to a card that is gone, unless another thread is at work with it,
    /// which then fails soon. Never waits. True if there is no connection any more.
    [[nodiscard]] bool release_connection();

    /// The certificate, read from the card at most once; null if the card holds none there, or none
    /// that can be understood.
    [[nodiscard]] Result<std::shared_ptr<const crypto::Certificate>> certificate(CertificateId id);

    /// Whether certificate() was null for the second of these reasons.
    [[nodiscard]] bool is_garbled(CertificateId id) const { return certificates_.is_garbled(id); }

    /// The basic key's public half, read at most once; null if the card has none that can be
    /// understood.
    [[nodiscard]] Result<std::shared_ptr<const crypto::PublicKey>> basic_key();

    // Identity data (token_files.cpp)

    /// Called with the bytes read so far of a file; false ends the reading.
    using FileObserver = std::function<bool(DataFile file, std::size_t bytes)>;

    /// A file as stored, read at most once; the RN certificate without the padding behind its DER.
    /// Null if the card has no such file, or an RN certificate of zeros.
    /// Fails: malformed (the RN certificate only); unexpected_status (the card refuses it). It is
    /// then read again when it is asked for again.
    [[nodiscard]] Result<std::shared_ptr<const Bytes>> file(DataFile file);

    /// What file() gives of each of some files, or fails with.
    using Files = std::vector<Result<std::shared_ptr<const Bytes>>>;

    /// Reads what is not known yet of `files`, in that order, in one transaction. The RN
    /// certificate before the signatures saves an exchange for each. Fails: cancelled.
    [[nodiscard]] Result<Files> read_files(std::span<const DataFile> files,
                                           const FileObserver& observer = {});

    /// One record of the identity or address file by its tag, read at most once, without the rest
    /// of the file; null if there is none. Fails: unsupported (no READ RECORD), malformed.
    [[nodiscard]] Result<std::shared_ptr<const Bytes>> record(DataFile file, std::uint8_t tag);

    // Login (token_login.cpp, with a PIN pad token_pad.cpp)

    [[nodiscard]] bool logged_in() const noexcept { return logged_in_.load(); }
    /// False once the card is known to have no PIN: it was never activated.
    [[nodiscard]] bool pin_exists() const noexcept { return pin_exists_.load(); }
    /// PIN tries left, if the card has told during this insertion.
    [[nodiscard]] std::optional<std::uint8_t> tries_left() const noexcept;

    /// Asks the card, in a way that spends no try; nothing is known of a card that can't be asked
    /// so. Of one that was never activated pin_exists() is false afterwards.
    [[nodiscard]] Result<card::PinStatus> pin_status();

    /// Finds out whether a login that we believe in was lost to another program, without waiting
    /// for the card or another thread: what can't be found out now stays as it was.
    void refresh_login();

    /// As refresh_login(), but waits for the card as other operations do: whether we are logged in
    /// after all.
    [[nodiscard]] bool confirm_login();

    /**
     * Logs in: MSE SET for key 82, VERIFY. Spends a try if the PIN is wrong.
     * @param digits  what the user typed; goes to the card only if it can be right
     * @return false if another thread has logged in meanwhile: nothing was sent
     * Fails: pin_malformed, pin_rejected_again, pin_incorrect, pin_blocked, not_activated.
     */
    [[nodiscard]] Result<bool> login(ByteView digits);

    /**
     * As login(), with the PIN that the user types on the reader's pad: waits for that, with the
     * card locked. What we refuse by ourselves does not apply, but a blocked card is not asked.
     * Fails: cancelled (or not typed in time), bad_length (for the reader), pin_incorrect,
     * pin_blocked, not_activated.
     */
    [[nodiscard]] Result<void> login_on_pad();

    /// LOG OFF. The login is over whatever the result; what can't be sent now goes out before the
    /// next command, or at disconnect().
    Result<void> logout();

    /**
     * Changes the PIN. Spends a try if `current` is wrong; the login stays as it is otherwise.
     * @param replacement  digits of the new PIN
     * Fails: as login() for `current`. Nothing is sent for a `replacement` that can't be a PIN:
     * unsupported if it is not digits only, bad_length.
     */
    [[nodiscard]] Result<void> change_pin(ByteView current, ByteView replacement);

    /// As change_pin(), with PINs typed on the pad. Fails: as login_on_pad(); pin_malformed if the
    /// two entries of the new PIN differ.
    [[nodiscard]] Result<void> change_pin_on_pad();

    /// Whether it makes sense to ask for a PIN. Fails: pin_blocked, not_activated.
    [[nodiscard]] Result<void> may_ask_for_pin() const;

    /// The same before a person is asked: if nothing is known of the tries left, the card is asked
    /// for them first, where that spends none.
    [[nodiscard]] Result<void> look_before_asking();

    /**
     * Proves the PIN for the one signature with the `Signature` key that follows: as login(), and
     * the PIN waits for that signature. A wrong PIN takes the login at end_signature_use().
     * Whatever ends the login also wipes the waiting PIN.
     * @param may_log_in  else it fails with not_logged_in, and nothing is sent, if the login that
     *                    the signature was begun with is over: by another thread's logout()
     */
    [[nodiscard]] Result<std::shared_ptr<ProvenPin>> prove_pin(ByteView digits, bool may_log_in);

    /// Wipes the PINs of prove_pin() that have waited too long.
    void forget_expired_pins() noexcept { proven_pins_.discard_expired(); }

    // Signatures (token_sign.cpp, with a PIN pad token_pad.cpp)

    /// Whether the card could sign `input`, before anybody is asked for a PIN. Fails: as sign(),
    /// but for what the card itself answers.
    [[nodiscard]] Result<void>
    may_sign(CertificateId id, const crypto::SignatureScheme& scheme, ByteView input);

    /// An operation with the `Signature` key begins and ends: no login check comes between.
    void begin_signature_use() noexcept { ++signature_uses_; }
    void end_signature_use() noexcept;

    /**
     * Signs with the `Authentication` key under the login, and checks the signature.
     * @param input  see plan_signature()
     * @return RSA: as long as the modulus; ECDSA: r‖s
     * Fails: not_logged_in (the login is then over), unsupported, bad_length, not_found,
     * signature_invalid.
     */
    [[nodiscard]] Result<Bytes> sign(const crypto::SignatureScheme& scheme, ByteView input);

    /**
     * Signs with the `Signature` key: VERIFY and signature in one transaction, which leaves no
     * right of that key behind. `pin` is the one of prove_pin(). Fails: as sign(), and as login()
     * if the card refuses the PIN now.
     */
    [[nodiscard]] Result<Bytes>
    sign_legally(const crypto::SignatureScheme& scheme, ByteView input, ProvenPin& pin);

    /// As the other one, with a PIN that the user types on the pad between the choice of the key
    /// and the signature. Fails: as sign(); cancelled, which leaves the login as it was; as login()
    /// if the card refuses the PIN.
    [[nodiscard]] Result<Bytes> sign_legally_on_pad(const crypto::SignatureScheme& scheme,
                                                    ByteView input);

    /**
     * Signs with the basic key, which needs no login, and checks the signature.
     * @param challenge  as many bytes as the key's field has, used as the hash
     * @return r‖s
     * Fails: bad_length, not_found, signature_invalid.
     */
    [[nodiscard]] Result<Bytes> sign_challenge(ByteView challenge);

private:
    using Transaction = std::unique_ptr<transport::Transaction>;

    // token_status.cpp
    [[nodiscard]] Result<card::PinStatus> ask_pin_status() OPENBEID_REQUIRES(io_);

    // token.cpp
    [[nodiscard]] Result<void> check_insertion() const;
    /// Without rights that nobody has any more.
    [[nodiscard]] Result<Transaction> begin() OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<Transaction> begin_with_this_card() OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<Transaction> begin_after_reset() OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<void> recognise_again(transport::Transaction& card) OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<void> select_key(transport::Transaction& card,
                                          card::KeyReference key,
                                          card::AlgorithmReference algorithm)
        OPENBEID_REQUIRES(io_);
    /// INTERNAL AUTHENTICATE.
    [[nodiscard]] Result<Bytes> prove(transport::Transaction& card,
                                      card::AlgorithmReference algorithm,
                                      ByteView challenge) OPENBEID_REQUIRES(io_);
    /// A command that names a key; once more in DF(BELPIC) if the key is not where the card is.
    template <typename Command>
    [[nodiscard]] std::invoke_result_t<Command> where_the_keys_are(transport::Transaction& card,
                                                                   const Command& command)
        OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<std::optional<Bytes>> read_der_once(ByteView path,
                                                             const card::Continuation& continuation)
        OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<std::optional<Bytes>> read_der(ByteView path,
                                                        const card::Continuation& continuation = {})
        OPENBEID_REQUIRES(io_);
    /// From the runtime cache, as far as the card shows that it is right; else from the card.
    [[nodiscard]] Result<std::shared_ptr<const crypto::Certificate>>
    read_certificate(CertificateId id) OPENBEID_REQUIRES(io_);
    /// From the card, all of it but what `continuation` knows.
    [[nodiscard]] Result<std::shared_ptr<const crypto::Certificate>>
    read_from_card(CertificateId id, const card::Continuation& continuation = {})
        OPENBEID_REQUIRES(io_);
    void note(const Error& error) noexcept;
    /// Resets a card that did not answer, though it was asked more than once.
    static void wake_if_silent(transport::Transaction& card, const Error& error) noexcept;

    // token_files.cpp
    /// False for a file that no card of this generation has: it need not be asked for.
    [[nodiscard]] bool may_have(DataFile file) const noexcept
    {
        return file != DataFile::basic_key || data_.applet.basic_key;
    }
    [[nodiscard]] std::optional<std::size_t> national_signature_size() const;
    [[nodiscard]] Result<std::optional<Bytes>>
    read_file(transport::Transaction& card, DataFile file, const FileObserver& observer)
        OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<Files> read_files_once(std::span<const DataFile> files,
                                                const FileObserver& observer)
        OPENBEID_REQUIRES(io_);

    // token_login.cpp
    void lose_login() noexcept;
    /// False if that failed: the card is reset at the end of the transaction.
    bool log_off(transport::Transaction& card) noexcept OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<void> end_login() OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<Pin> admit(ByteView digits) OPENBEID_REQUIRES(io_);
    [[nodiscard]] bool was_just_refused(const Pin& pin) OPENBEID_REQUIRES(io_);
    /// MSE SET and VERIFY. The login is over if the PIN reached the card and was not right, except
    /// for a wrong one: that is the caller's to decide.
    /// @param pin  null: the one that is typed on the pad, here and below
    [[nodiscard]] Result<void> verify(const Pin* pin) OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<void> send_pin(transport::Transaction& card, const Pin* pin)
        OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<void> select_authentication_key(transport::Transaction& card)
        OPENBEID_REQUIRES(io_);
    /// A Kids-ID without certificates: none of its keys can be chosen, and its PIN is there.
    /// @param refusal  what the card answered to the choice of key 82
    [[nodiscard]] Result<bool> has_pin_without_keys(transport::Transaction& card,
                                                    const Error& refusal) OPENBEID_REQUIRES(io_);
    void note_verify(const Pin* pin, const Result<void>& verified) OPENBEID_REQUIRES(io_);
    void settle_change(transport::Transaction& card, const Pin* pin, const Result<void>& changed)
        OPENBEID_REQUIRES(io_);
    void check_login(std::chrono::milliseconds patience) OPENBEID_REQUIRES(io_);

    // token_sign.cpp
    [[nodiscard]] Result<std::shared_ptr<const crypto::Certificate>>
    certificate_for(CertificateId id) OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<Bytes> compute(const SignaturePlan& plan) OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<Bytes> sign_legally(const crypto::SignatureScheme& scheme,
                                             ByteView input,
                                             const Pin* pin) OPENBEID_REQUIRES(io_);
    /// @param is_right  tells a signature from what is none, while the right could still be taken
    ///                  back
    [[nodiscard]] Result<Bytes> compute_legally(const SignaturePlan& plan,
                                                const Pin* pin,
                                                const std::function<bool(ByteView)>& is_right)
        OPENBEID_REQUIRES(io_);
    [[nodiscard]] bool leave_signature_key(transport::Transaction& card) OPENBEID_REQUIRES(io_);
    [[nodiscard]] Result<void> check_signature(CertificateId id,
                                               const crypto::Certificate& certificate,
                                               const crypto::SignatureScheme& scheme,
                                               ByteView input,
                                               ByteView signature) OPENBEID_REQUIRES(io_);

    const crypto::Context& crypto_;
    SecretStore& secrets_;
    transport::ReaderService& readers_;
    const transport::ReaderStatus seen_;
    const card::CardData data_;
    const transport::PinPad pin_pad_;
    const Memory memory_;
    const std::chrono::milliseconds lock_timeout_;

    CertificateCache certificates_;
    DataFileCache files_;
    KeptCertificates kept_;
    ProvenPins proven_pins_;
    std::atomic<bool> alive_{true};
    std::atomic<bool> logged_in_{false};
    std::atomic<int> tries_left_{-1}; ///< -1: not known
    std::atomic<bool> pin_exists_{true};
    std::atomic<int> signature_uses_{0};
    /// A wrong PIN for the `Signature` key ended the card's login; ours ends with the operation.
    std::atomic<bool> login_ends_with_operation_{false};

    Mutex io_; ///< serialises all work on the card
    std::unique_ptr<transport::Connection> connection_ OPENBEID_GUARDED_BY(io_);
    card::Card card_ OPENBEID_GUARDED_BY(io_);
    /// The card was reset, and has not said yet that it is still this one.
    bool must_recognise_ OPENBEID_GUARDED_BY(io_){false};
    /// The card may still have the right of a login that is over.
    bool owes_log_off_ OPENBEID_GUARDED_BY(io_){false};
    RefusedPin refused_pin_ OPENBEID_GUARDED_BY(io_);
    int local_refusals_ OPENBEID_GUARDED_BY(io_){0};  ///< PINs in a row that never reached the card
    TimePoint last_proof_ OPENBEID_GUARDED_BY(io_){}; ///< of the login, by the card
    /// Status queries make no sense now: after a signature with key 83, or for good.
    bool login_checks_suspended_ OPENBEID_GUARDED_BY(io_){false};
    bool login_checks_impossible_ OPENBEID_GUARDED_BY(io_){false};
};

} // namespace openbeid::token
