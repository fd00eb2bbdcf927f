// SPDX-License-Identifier: Apache-2.0
#include "api/card.hpp"

#include "base/try.hpp"
#include "crypto/certificate_profile.hpp"
#include "identity/utf8.hpp"
#include "token/recognise.hpp"

#include <algorithm>

namespace openbeid {

namespace {

std::chrono::sys_seconds to_time(const crypto::UtcTime& time)
{
    using namespace std::chrono;
    const year_month_day day{year{time.year}, month{time.month}, std::chrono::day{time.day}};
    return sys_days{day} + hours{time.hour} + minutes{time.minute} + seconds{time.second};
}

/// The common name of a DER Name; empty if it has none or can't be read.
std::string common_name(ByteView name)
{
    const auto names = crypto::common_names(name);
    return names && !names->empty() ? identity::to_text(names->front()) : std::string{};
}

Certificate to_certificate(const crypto::Certificate& from)
{
    constexpr std::size_t header_size = 2; // of a serial number, which has at most 20 bytes
    const auto serial = from.serial_number();
    Certificate certificate{.der = {from.der().begin(), from.der().end()},
                            .subject = common_name(from.subject()),
                            .issuer = common_name(from.issuer()),
                            .not_before = to_time(from.not_before()),
                            .not_after = to_time(from.not_after()),
                            .public_key = {from.spki().begin(), from.spki().end()}};
    if (serial.size() > header_size) {
        certificate.serial_number.assign(serial.begin() + header_size, serial.end());
    }
    if (const auto& key = from.public_key()) {
        const bool is_rsa = (*key)->type() == crypto::KeyType::rsa;
        certificate.key_type = is_rsa ? KeyType::rsa : KeyType::ec;
        certificate.key_bits =
            static_cast<unsigned>(is_rsa ? (*key)->modulus_bits() : (*key)->field_bits());
    }
    return certificate;
}

token::CertificateId to_token(CertificateId id)
{
    switch (id) {
    case CertificateId::authentication: return token::CertificateId::authentication;
    case CertificateId::signature: return token::CertificateId::signature;
    case CertificateId::ca: return token::CertificateId::ca;
    case CertificateId::root:
    case CertificateId::national_register: break;
    }
    return token::CertificateId::root;
}

} // namespace

Result<Card> Card::Impl::open(std::shared_ptr<const api::Environment> environment,
                              const transport::ReaderStatus& status)
{
    if (!status.card_present) {
        return Error{.code = Errc::no_card, .where = "open card"};
    }
    if (status.mute) {
        return Error{.code = Errc::unresponsive_card, .where = "open card"};
    }
    const auto surroundings = environment->surroundings();
    OPENBEID_TRY(const auto found,
                 token::recognise(surroundings, status, {.patience = surroundings.lock_timeout}));
    auto impl = std::make_unique<Impl>(std::move(environment), status, found.card);
    OPENBEID_CHECK(impl->token_.connect());
    return Card{std::move(impl)};
}

Card::Impl::Impl(std::shared_ptr<const api::Environment> environment,
                 const transport::ReaderStatus& seen,
                 const card::CardData& data)
    : environment_{std::move(environment)}, info_{.serial_number = data.serial,
                                                  .applet_version = data.applet_version,
                                                  .card_data = data.raw,
                                                  .atr = data.atr},
      token_{environment_->surroundings(), seen, data}
{
}

Result<std::optional<Certificate>> Card::Impl::certificate(CertificateId id)
{
    if (id != CertificateId::national_register) {
        OPENBEID_TRY(const auto found, token_.certificate(to_token(id)));
        if (token_.is_garbled(to_token(id))) {
            return Error{.code = Errc::malformed, .where = "certificate"};
        }
        return found ? std::optional{to_certificate(*found)} : std::nullopt;
    }
    OPENBEID_TRY(const auto file, token_.file(token::DataFile::rn_certificate));
    if (file == nullptr) {
        return std::optional<Certificate>{};
    }
    OPENBEID_TRY(const auto parsed, crypto::Certificate::parse(*environment_->crypto, *file));
    return std::optional{to_certificate(parsed)};
}

Result<PinStatus> Card::Impl::pin_status()
{
    OPENBEID_TRY(const auto status, token_.pin_status());
    return PinStatus{.exists = token_.pin_exists(),
                     .verified = status.verified,
                     .tries_left = status.tries_left};
}

Result<bool> Card::Impl::log_in(const Pin& pin)
{
    if (token_.logged_in() && token_.confirm_login()) {
        return false;
    }
    return token_.login(pin.view());
}

Card::Card(std::unique_ptr<Impl> impl) noexcept : impl_{std::move(impl)} {}
Card::Card(Card&&) noexcept = default;
Card& Card::operator=(Card&& other) noexcept
{
    Card old{std::move(*this)};
    impl_ = std::move(other.impl_);
    return *this;
}
Card::~Card()
{
    if (impl_ && impl_->is_of_another_process()) {
        static_cast<void>(impl_.release()); // its login and connection are the parent's
    }
}

const CardInfo& Card::info() const noexcept
{
    return impl_->info();
}

Result<std::optional<Certificate>> Card::certificate(CertificateId id)
{
    return impl_->certificate(id);
}

Result<IdentityDocument> Card::read_identity(const IdentityOptions& options,
                                             const ProgressCallback& progress)
{
    return impl_->read_identity(options, progress);
}

Result<PinStatus> Card::pin_status()
{
    return impl_->pin_status();
}

Result<bool> Card::log_in(const Pin& pin)
{
    return impl_->log_in(pin);
}

Result<void> Card::log_out()
{
    return impl_->log_out();
}

Result<void> Card::change_pin(const Pin& current, const Pin& replacement)
{
    return impl_->change_pin(current, replacement);
}

Result<std::vector<SignatureScheme>> Card::schemes(KeyId key)
{
    return impl_->schemes(key);
}

Result<Bytes> Card::sign(KeyId key, SignatureScheme scheme, ByteView hash, const PinCallback& pin)
{
    return impl_->sign(key, scheme, hash, pin);
}

} // namespace openbeid
