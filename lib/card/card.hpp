// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apdu/command.hpp"
#include "base/pin.hpp"
#include "card/file_reader.hpp"
#include "card/recognition.hpp"
#include "transport/transport.hpp"

#include <initializer_list>
#include <optional>

namespace openbeid::card {

/// Private keys by their key reference (card reference §5.8).
enum class KeyReference : std::uint8_t {
    authentication = 0x82,
    signature = 0x83, ///< non-repudiation: legally binding, a PIN for each use
};

/// Algorithm references of MSE SET (card reference §5.8). The same byte means RSA on one card and
/// ECDSA on another.
enum class AlgorithmReference : std::uint8_t {
    pkcs1_as_given = 0x01, ///< the card pads what it is given
    pss_sha1 = 0x10,
    pss_sha256 = 0x20,
    ecdsa_sha256 = 0x01,
    ecdsa_sha384 = 0x02,
    ecdsa_sha512 = 0x04,
    ecdsa_any_hash = 0x40, ///< 20, 28, 32, 48 or 64 bytes
};

/// What the card says of its PIN without being given one.
struct PinStatus {
    bool verified{false};
    std::optional<std::uint8_t> tries_left{}; ///< not told while the PIN is verified
};

/**
 * The commands of one recognised card. Each needs the transaction that proves exclusive use; none
 * assumes anything of the card's state but what happened in that transaction.
 *
 * One thread at a time.
 */
class Card {
public:
    explicit Card(const CardData& data) : data_{data} {}

    [[nodiscard]] const CardData& data() const noexcept { return data_; }
    [[nodiscard]] const Applet& applet() const noexcept { return data_.applet; }

    /// SELECT of DF(BELPIC), where the keys are. Fails: not_found, unexpected_status.
    [[nodiscard]] Result<void> select_belpic(transport::Transaction& card);

    /**
     * The DER SEQUENCE in an EF (a certificate, the basic key), or nothing if the card has none
     * there. Exchanges: 1 + ceil(length / 256); an absent one 2; one whose `continuation` is known
     * 2. Glitches of reader or card are met by selecting and reading again, at most three times
     * (card reference §7.4). Fails: malformed if there is something else than one DER SEQUENCE, io.
     */
    [[nodiscard]] Result<std::optional<Bytes>> read_der_file(transport::Transaction& card,
                                                             ByteView path,
                                                             const Continuation& continuation = {});

    /// A whole EF; see FileReader::read_whole().
    [[nodiscard]] Result<std::optional<Bytes>> read_file(transport::Transaction& card,
                                                         ByteView path,
                                                         const FileEnd& end,
                                                         const ReadObserver& observer = {});

    /// One TLV of a structured EF; see FileReader::read_record(). Fails: unsupported, without
    /// sending anything, on applets that have no READ RECORD.
    [[nodiscard]] Result<std::optional<Bytes>>
    read_record(transport::Transaction& card, ByteView path, std::uint8_t tag);

    /**
     * MSE SET for a signature. Fails: not_found (no such key, or the keys' DF is not current),
     * not_activated, unsupported (algorithm), unexpected_status.
     */
    [[nodiscard]] Result<void>
    set_security_environment(transport::Transaction& card, KeyReference, AlgorithmReference);

    /**
     * VERIFY, once. What it opens depends on the key set before (card reference §5.9).
     * Fails: pin_incorrect (tries_left set), pin_blocked, not_activated, unexpected_status, or an
     * error of the transport; then nobody knows whether a try was spent.
     */
    [[nodiscard]] Result<void> verify(transport::Transaction& card, const Pin& pin);

    /**
     * CHANGE REFERENCE DATA, once: also grants the PIN right, as VERIFY does (card reference §5.6).
     * Fails: as verify(), for `current`.
     */
    [[nodiscard]] Result<void>
    change_pin(transport::Transaction& card, const Pin& current, const Pin& replacement);

    /// The PIN's state by an empty VERIFY, which spends no try. Fails: unsupported, without sending
    /// anything, where it would (card reference §5.5).
    [[nodiscard]] Result<PinStatus> pin_status(transport::Transaction& card);

    /**
     * PSO: COMPUTE DIGITAL SIGNATURE, once.
     * @param data  1 to 255 bytes, of a length that the algorithm takes
     * @return what the card gave: RSA as long as the modulus, ECDSA r‖s; not checked here
     * Fails: not_logged_in, unexpected_status.
     */
    [[nodiscard]] Result<Bytes> compute_signature(transport::Transaction& card, ByteView data);

    /**
     * INTERNAL AUTHENTICATE with the basic key: needs no PIN, clears the security environment, and
     * counts towards the 5,000 that the card does between two VERIFYs.
     * @param algorithm  the ECDSA one for the key's curve
     * @param challenge  32, 48 or 64 bytes, as long as that algorithm's hash
     * @return r‖s
     */
    [[nodiscard]] Result<Bytes> internal_authenticate(transport::Transaction& card,
                                                      AlgorithmReference algorithm,
                                                      ByteView challenge);

    /// LOG OFF: ends every right on the card, other programs' too.
    [[nodiscard]] Result<void> log_off(transport::Transaction& card);

private:
    [[nodiscard]] Result<apdu::Response> send(transport::Transaction& card, ByteView command) const;

    /// A command whose data are PIN blocks, built in the secret page.
    [[nodiscard]] Result<void>
    send_pins(transport::Transaction& card, apdu::Ins ins, std::initializer_list<const Pin*> pins);

    CardData data_;
    Learned learned_;
};

} // namespace openbeid::card
