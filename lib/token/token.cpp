// SPDX-License-Identifier: Apache-2.0
#include "token/token.hpp"

#include "apdu/status_word.hpp"
#include "base/log.hpp"
#include "base/try.hpp"
#include "tlv/der.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace openbeid::token {

namespace {

/// What a command that names a key answers where the keys are not.
template <typename T>
bool says_elsewhere(const Result<T>& answer) noexcept
{
    using apdu::Sw;
    constexpr std::array elsewhere{
        Sw::reference_not_found, Sw::file_not_found, Sw::ins_unknown, Sw::cla_unknown};
    return !answer && std::ranges::find(elsewhere, Sw{answer.error().sw}) != elsewhere.end();
}

/// The card, or the line to it, did not answer.
bool is_silence(const Error& error) noexcept
{
    return error.code == Errc::io && error.sw == 0;
}

bool means_gone(Errc code) noexcept
{
    return code == Errc::card_removed || code == Errc::no_card || code == Errc::no_reader ||
           code == Errc::service_unavailable;
}

} // namespace

Token::Token(const Surroundings& surroundings,
             transport::ReaderStatus seen,
             const card::CardData& data,
             transport::PinPad pin_pad)
    : crypto_{surroundings.crypto}, secrets_{surroundings.secrets}, readers_{surroundings.readers},
      seen_{std::move(seen)}, data_{data}, pin_pad_{pin_pad}, memory_{surroundings.memory},
      lock_timeout_{surroundings.lock_timeout}, kept_{surroundings.crypto,
                                                      surroundings.runtime_cache,
                                                      data_.serial},
      card_{data}, refused_pin_{surroundings.crypto, surroundings.secrets}
{
    if (data.tries_left) {
        tries_left_ = *data.tries_left;
    }
    pin_exists_ = data.pin_exists;
}

Token::~Token()
{
    disconnect();
}

Result<void> Token::connect()
{
    const MutexLock lock{io_};
    if (connection_) {
        return {};
    }
    auto connection = readers_.connect(seen_.name);
    // It may have waited for another program while the card was exchanged.
    const auto same = connection ? check_insertion() : connection.error();
    if (!same) {
        note(same.error());
        return same.error();
    }
    connection_ = *std::move(connection);
    return {};
}

Result<void> Token::check_insertion() const
{
    OPENBEID_TRY(const auto readers, readers_.poll());
    const bool same = std::any_of(readers.begin(), readers.end(), [this](const auto& reader) {
        return reader.name == seen_.name && reader.same_insertion(seen_);
    });
    return same ? Result<void>{} : Error{.code = Errc::card_removed, .where = "connection"};
}

void Token::disconnect()
{
    const MutexLock lock{io_};
    if (logged_in() || owes_log_off_) {
        static_cast<void>(end_login());
    }
    if (owes_log_off_ && connection_) {
        log::warn("no LOG OFF; the card is reset instead, unless another program has it");
        connection_->reset_at_end();
    }
    connection_.reset();
    if (memory_ == Memory::while_connected) {
        certificates_.forget();
        files_.forget();
    }
}

bool Token::release_connection()
{
    if (!io_.try_lock()) {
        return false;
    }
    const AdoptedLock lock{io_};
    connection_.reset();
    return true;
}

Result<Token::Transaction> Token::begin()
{
    auto transaction = begin_with_this_card();
    if (transaction && owes_log_off_ && !log_off(**transaction)) {
        transaction->reset(); // and with it the card: whoever logs in now does so after that
        transaction = begin_with_this_card();
    }
    return transaction;
}

Result<Token::Transaction> Token::begin_with_this_card()
{
    if (!alive() || !connection_) {
        return Error{.code = Errc::card_removed, .where = "transaction"};
    }
    auto transaction = connection_->begin(lock_timeout_);
    if (!transaction && transaction.error().code == Errc::card_reset) {
        transaction = begin_after_reset();
    }
    if (transaction && must_recognise_) {
        if (const auto same = recognise_again(**transaction); !same) {
            transaction = same.error();
        }
    }
    if (!transaction) {
        note(transaction.error());
        log::warn("no transaction: {}", log::describe(transaction.error()));
    }
    return transaction;
}

Result<Token::Transaction> Token::begin_after_reset()
{
    lose_login();
    owes_log_off_ = false; // the reset has done it
    refused_pin_.forget();
    must_recognise_ = true;
    log::info("the card was reset; connecting again");
    OPENBEID_CHECK(connection_->reconnect());
    return connection_->begin(lock_timeout_);
}

Result<void> Token::recognise_again(transport::Transaction& card)
{
    // Applets 1.1 and 1.7 share an ATR: only the card itself says that it is still the same. The
    // reset has ended every login, so the applet may be selected.
    constexpr bool may_select_applet = true;
    OPENBEID_TRY(const auto found, card::recognise(card, data_.kind, may_select_applet));
    if (found.serial != data_.serial) {
        return Error{.code = Errc::card_removed, .where = "serial number"};
    }
    if (found.tries_left) {
        tries_left_ = *found.tries_left;
    }
    must_recognise_ = false;
    return {};
}

void Token::wake_if_silent(transport::Transaction& card, const Error& error) noexcept
{
    if (is_silence(error)) {
        // A card may be mute until it is reset (card reference §5.15, 6581).
        log::warn("the card does not answer; resetting it");
        card.reset_at_end();
    }
}

void Token::declare_gone() noexcept
{
    alive_ = false;
    lose_login();
}

void Token::note(const Error& error) noexcept
{
    if (means_gone(error.code)) {
        declare_gone();
    } else if (error.code == Errc::card_reset) {
        lose_login();
    }
}

Result<void> Token::select_key(transport::Transaction& card,
                               card::KeyReference key,
                               card::AlgorithmReference algorithm)
{
    const auto choose = [&]() OPENBEID_REQUIRES(io_) {
        return card_.set_security_environment(card, key, algorithm);
    };
    auto selected = where_the_keys_are(card, choose);
    if (!selected && is_silence(selected.error())) {
        selected = where_the_keys_are(card, choose);
    }
    if (!selected) {
        wake_if_silent(card, selected.error());
    }
    return selected;
}

Result<Bytes>
Token::prove(transport::Transaction& card, card::AlgorithmReference algorithm, ByteView challenge)
{
    return where_the_keys_are(card, [&]() OPENBEID_REQUIRES(io_) {
        return card_.internal_authenticate(card, algorithm, challenge);
    });
}

template <typename Command>
std::invoke_result_t<Command> Token::where_the_keys_are(transport::Transaction& card,
                                                        const Command& command)
{
    auto answer = command();
    if (says_elsewhere(answer)) {
        // The keys are local to DF(BELPIC), and another DF or application was current.
        OPENBEID_CHECK(card_.select_belpic(card));
        answer = command();
    }
    return answer;
}

Result<std::shared_ptr<const crypto::Certificate>> Token::certificate(CertificateId id)
{
    if (const auto known = certificates_.find(id)) {
        return *known;
    }
    const MutexLock lock{io_};
    if (const auto known = certificates_.find(id)) {
        return *known; // another thread was faster
    }
    return read_certificate(id);
}

Result<std::optional<Bytes>> Token::read_der_once(ByteView path,
                                                  const card::Continuation& continuation)
{
    OPENBEID_TRY(const auto transaction, begin());
    auto der = card_.read_der_file(*transaction, path, continuation);
    if (!der) {
        wake_if_silent(*transaction, der.error());
    }
    return der;
}

Result<std::optional<Bytes>> Token::read_der(ByteView path, const card::Continuation& continuation)
{
    auto der = read_der_once(path, continuation);
    if (!der && der.error().code == Errc::card_reset) {
        // Reading changes nothing on the card, so it may be done again.
        der = read_der_once(path, continuation);
    }
    if (!der) {
        note(der.error());
    }
    return der;
}

Result<std::shared_ptr<const crypto::Certificate>> Token::read_certificate(CertificateId id)
{
    if (auto kept = kept_.find(id, certificates_)) {
        certificates_.store(id, kept);
        return kept;
    }
    bool continued = false;
    const auto continuation = [&](ByteView start, std::size_t missing) {
        auto rest = kept_.rest_of(id, start, missing, certificates_);
        continued = rest.has_value();
        return rest;
    };
    OPENBEID_TRY(auto certificate, read_from_card(id, continuation));
    if (!continued && certificate != nullptr) {
        kept_.store(id, *certificate, certificates_);
    }
    return certificate;
}

Result<std::shared_ptr<const crypto::Certificate>>
Token::read_from_card(CertificateId id, const card::Continuation& continuation)
{
    auto der = read_der(file_of(id), continuation);
    std::shared_ptr<const crypto::Certificate> certificate;
    if (der && *der) {
        auto parsed = crypto::Certificate::parse(crypto_, std::move(**der));
        if (parsed) {
            certificate = std::make_shared<const crypto::Certificate>(*std::move(parsed));
        } else {
            der = parsed.error();
        }
    }
    if (!der && der.error().code != Errc::malformed) {
        return der.error();
    }
    if (!der) {
        log::error("the {} certificate on the card can't be understood and is left out: {}",
                   name_of(id),
                   log::describe(der.error()));
    }
    certificates_.store(id, certificate, !der.has_value());
    return certificate;
}

Result<std::shared_ptr<const crypto::PublicKey>> Token::basic_key()
{
    if (const auto known = certificates_.find_basic_key()) {
        return *known;
    }
    OPENBEID_TRY(const auto content, file(DataFile::basic_key));
    const auto header = content ? tlv::parse_der_header(*content) : std::nullopt;
    std::shared_ptr<const crypto::PublicKey> key;
    if (header && header->total_size() <= content->size()) {
        const auto spki = ByteView{*content}.first(header->total_size());
        auto parsed = crypto::PublicKey::from_spki(crypto_, {spki.begin(), spki.end()});
        if (parsed && parsed->type() == crypto::KeyType::ec) {
            key = std::make_shared<const crypto::PublicKey>(*std::move(parsed));
        }
    }
    certificates_.store_basic_key(key);
    return key;
}

} // namespace openbeid::token
