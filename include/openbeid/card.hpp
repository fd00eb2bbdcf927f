// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/certificate.hpp>
#include <openbeid/export.hpp>
#include <openbeid/identity.hpp>
#include <openbeid/pin.hpp>
#include <openbeid/progress.hpp>
#include <openbeid/result.hpp>
#include <openbeid/signature.hpp>
#include <openbeid/verification.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace openbeid {

/// What a card says of itself (card reference §5.1).
struct CardInfo {
    std::array<std::uint8_t, 16> serial_number{}; ///< of the chip; never changes
    std::uint8_t applet_version{0};               ///< 0x17 is applet 1.7
    Bytes card_data{};                            ///< GET CARD DATA, 28 or 31 bytes
    Bytes atr{};
};

/// The holder's keys.
enum class KeyId : std::uint8_t {
    authentication,
    signature, ///< legally binding; the card wants its PIN for every single signature
};

/// What the card tells of its PIN without being given one.
struct PinStatus {
    bool exists{true};    ///< false: the card was never activated
    bool verified{false}; ///< some program has given the right PIN since the card was powered
    /// 0: blocked. Nothing: this card does not tell without spending a try (applets 1.0 and 1.1),
    /// or not while the PIN is verified.
    std::optional<std::uint8_t> tries_left{};
};

/// Which PIN entry is due.
struct PinRequest {
    KeyId key{};
    std::optional<std::uint8_t> tries_left{}; ///< if the card has told
};

/**
 * Asks the user for the PIN. Called at most once for an operation, before the card is held. Its
 * error, for example cancelled, ends the operation with nothing sent.
 */
using PinCallback = std::function<Result<Pin>(const PinRequest&)>;

/// What to read and check of the identity.
struct IdentityOptions {
    bool address{true};
    bool photo{true};
    /// Applet 1.8: has the chip prove by INTERNAL AUTHENTICATE that it is no copy. A card does this
    /// 5,000 times between two PIN entries.
    bool prove_chip{false};
    bool certificates{false}; ///< also read and check the holder's certificates and their chain
    /// SubjectPublicKeyInfo (DER) of roots that count beside the Belgian ones: for virtual cards.
    std::vector<Bytes> test_roots{};
};

/// The holder's data and what was checked of them.
struct IdentityDocument {
    Identity identity{};
    /// Nothing: not asked for, or the card has none, or does not give it. Which of these, the
    /// check of its signature tells.
    std::optional<Address> address{};
    Bytes photo{}; ///< JPEG; empty if not asked for, or if the card does not give it
    Verification verification{};
};

/**
 * One insertion of one eID card. Every operation is one PC/SC transaction, so other programs use
 * the card in between; the connection is closed, and the card left as it is, at the end of this
 * object's life. What was read is kept until then.
 *
 * Any thread may call any member; those that speak to the card queue up. No thread is created. A
 * process that was forked may destroy the object, which does nothing then, and nothing else.
 *
 * Errors of every member that speaks to the card, besides those it names: card_removed (this object
 * is dead then, open the card anew), reader_busy (another program holds the card longer than 5 s),
 * io, service_unavailable.
 */
class OPENBEID_EXPORT Card {
public:
    class OPENBEID_LOCAL Impl; ///< for the library itself

    Card(Card&&) noexcept;
    Card& operator=(Card&&) noexcept;
    ~Card();

    [[nodiscard]] const CardInfo& info() const noexcept;

    /// Nothing if the card has no such certificate, which is no error: minors have no signature
    /// certificate. Fails: malformed (what is there can't be read).
    [[nodiscard]] Result<std::optional<Certificate>> certificate(CertificateId id);

    /// Reads the identity and what is asked for with it, and checks all of it. Names and numbers
    /// that don't prove authentic are returned too: look at verification.authentic() first. A file
    /// that the card refuses, lacks or garbles fails its check, and the others are given.
    /// Fails: cancelled (by the callback); of the identity file itself not_found, malformed,
    /// unexpected_status.
    [[nodiscard]] Result<IdentityDocument> read_identity(const IdentityOptions& options = {},
                                                         const ProgressCallback& progress = {});

    /// Spends no try, on any generation.
    [[nodiscard]] Result<PinStatus> pin_status();

    /**
     * Gives the card the PIN for the Authentication key; the right lasts until log_out(), the end
     * of this object or another program's interference. Spends a try if the PIN is wrong; a PIN
     * that the card has just refused is not sent again.
     * @return false if this object is logged in already: the PIN, right or not, was not looked at
     *
     * Fails: pin_incorrect (tries_left set), pin_blocked, pin_rejected_again, not_activated.
     */
    [[nodiscard]] Result<bool> log_in(const Pin& pin);

    /// Ends every right on the card, other programs' too.
    Result<void> log_out();

    /// Spends a try if `current` is wrong. Fails: as log_in().
    [[nodiscard]] Result<void> change_pin(const Pin& current, const Pin& replacement);

    /// How the card can sign with that key, the strongest first; empty if it has no such key.
    [[nodiscard]] Result<std::vector<SignatureScheme>> schemes(KeyId key);

    /**
     * Signs a hash, and checks the signature with the key's certificate before returning it.
     * Authentication: asks for the PIN, once, only if log_in() has not been called or the right
     * was lost.
     * Signature: asks each time; no right of that key outlives the call.
     * @param hash  size_of(scheme.hash) bytes
     * @return RSA: as long as the modulus; ECDSA: r‖s
     * Fails: not_found (no such key), unsupported, bad_length, not_logged_in (no callback),
     * signature_invalid, and as log_in() and the callback.
     */
    [[nodiscard]] Result<Bytes>
    sign(KeyId key, SignatureScheme scheme, ByteView hash, const PinCallback& pin);

private:
    explicit Card(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

} // namespace openbeid
