// SPDX-License-Identifier: Apache-2.0
#include "api/card.hpp"
#include "base/log.hpp"
#include "base/try.hpp"
#include "crypto/hmac.hpp"
#include "identity/authenticity.hpp"
#include "identity/files.hpp"
#include "identity/jpeg.hpp"

#include <algorithm>

namespace openbeid {

namespace {

using token::DataFile;

const char* name_of(DataFile file)
{
    switch (file) {
    case DataFile::identity: return "identity";
    case DataFile::address: return "address";
    case DataFile::photo: return "photo";
    case DataFile::rn_certificate: return "national register's certificate";
    case DataFile::identity_signature: return "signature of the identity";
    case DataFile::address_signature: return "signature of the address";
    case DataFile::basic_key: return "key of the chip";
    case DataFile::token_info: return "token information";
    }
    return "";
}

/// What `options` ask for, in the order in which it takes the fewest exchanges.
std::vector<DataFile> files_for(const IdentityOptions& options)
{
    std::vector files{DataFile::rn_certificate, DataFile::identity, DataFile::identity_signature};
    if (options.address) {
        files.push_back(DataFile::address);
        files.push_back(DataFile::address_signature);
    }
    if (options.photo) {
        files.push_back(DataFile::photo);
    }
    if (options.prove_chip) {
        files.push_back(DataFile::basic_key);
    }
    return files;
}

ByteView view_of(const std::shared_ptr<const Bytes>& file)
{
    return file ? ByteView{*file} : ByteView{};
}

/// Verdicts on what was asked for and is not on the card: a copy of a card could leave out the file
/// that would betray it, and to identity::verify() it would only not be given.
class Missing {
public:
    explicit Missing(Verification& verification) : verification_{verification} {}

    void set(Check check, Outcome outcome, Reason reason) const
    {
        verification_.set({.check = check, .outcome = outcome, .reason = reason});
    }
    void must_be_there(Check check, ByteView file) const
    {
        if (file.empty()) {
            set(check, Outcome::failed, Reason::not_on_card);
        }
    }
    void may_be_absent(Check check, ByteView file) const
    {
        if (file.empty()) {
            set(check, Outcome::absent, Reason::not_on_card);
        }
    }

private:
    Verification& verification_;
};

/// The JPEG without what may follow it in the file.
Bytes picture_in(ByteView file)
{
    const auto extent = identity::measure_jpeg(file);
    const auto picture =
        extent.state == identity::JpegState::complete ? file.first(extent.size) : file;
    return {picture.begin(), picture.end()};
}

crypto::UtcTime utc_now()
{
    using namespace std::chrono;
    const auto now = floor<seconds>(system_clock::now());
    const auto today = floor<days>(now);
    const year_month_day date{today};
    const hh_mm_ss time{now - today};
    return {.year = static_cast<std::uint16_t>(static_cast<int>(date.year())),
            .month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
            .day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day())),
            .hour = static_cast<std::uint8_t>(time.hours().count()),
            .minute = static_cast<std::uint8_t>(time.minutes().count()),
            .second = static_cast<std::uint8_t>(time.seconds().count())};
}

} // namespace

Result<Bytes> Card::Impl::der_of(token::CertificateId id)
{
    OPENBEID_TRY(const auto found, token_.certificate(id));
    if (found == nullptr) {
        return Bytes{};
    }
    const auto der = found->der();
    return Bytes{der.begin(), der.end()};
}

Result<void> Card::Impl::prove_chip(Verification& verification)
{
    constexpr auto check = Check::chip_proof;
    const auto basic_key = token_.file(DataFile::basic_key);
    OPENBEID_TRY(const auto size,
                 identity::challenge_size(*environment_->crypto,
                                          basic_key ? view_of(*basic_key) : ByteView{}));
    if (!size || verification.result(Check::basic_key_hash).outcome != Outcome::passed) {
        return {}; // no key that the register vouches for: verify() has said what it is
    }
    Bytes challenge(*size);
    OPENBEID_CHECK(crypto::random_bytes(*environment_->crypto, challenge));
    const auto answer = token_.sign_challenge(challenge);
    if (answer) {
        verification.set({.check = check, .outcome = Outcome::passed, .reason = Reason::none});
        return {};
    }
    // A chip that does not answer has proved nothing: a copy would not answer either.
    const auto code = answer.error().code;
    const bool refused = code == Errc::unexpected_status || code == Errc::not_found ||
                         code == Errc::not_activated || code == Errc::malformed;
    if (!refused && code != Errc::signature_invalid) {
        return answer.error();
    }
    verification.set({.check = check,
                      .outcome = Outcome::failed,
                      .reason = refused ? Reason::no_key : Reason::mismatch});
    return {};
}

Result<IdentityDocument> Card::Impl::read_identity(const IdentityOptions& options,
                                                   const ProgressCallback& progress)
{
    const auto observer = [&](DataFile file, std::size_t bytes) {
        return !progress || progress({.file = name_of(file), .bytes = bytes});
    };
    const auto files = files_for(options);
    OPENBEID_CHECK(token_.read_files(files, observer));
    const auto content = [&](DataFile file) {
        const bool asked = std::find(files.begin(), files.end(), file) != files.end();
        const auto read = asked ? token_.file(file) : std::shared_ptr<const Bytes>{};
        return read ? *read : nullptr; // it was read: this can't fail
    };

    const auto identity_file = content(DataFile::identity);
    if (identity_file == nullptr) {
        return Error{.code = Errc::not_found, .where = "identity file"};
    }
    IdentityDocument document;
    OPENBEID_TRY(document.identity, identity::parse_identity(*identity_file));
    const auto address_file = content(DataFile::address);
    bool address_is_malformed = false;
    if (address_file != nullptr) {
        auto address = identity::parse_address(*address_file);
        address_is_malformed = !address && address.error().code == Errc::malformed;
        if (!address && !address_is_malformed) {
            return address.error();
        }
        document.address = address ? *std::move(address) : std::nullopt;
    }
    const auto photo = content(DataFile::photo);
    document.photo = picture_in(view_of(photo));

    const auto certificate = [&](token::CertificateId id) {
        return options.certificates ? der_of(id) : Bytes{};
    };
    OPENBEID_TRY(const auto authentication, certificate(token::CertificateId::authentication));
    OPENBEID_TRY(const auto signature, certificate(token::CertificateId::signature));
    OPENBEID_TRY(const auto ca, certificate(token::CertificateId::ca));
    OPENBEID_TRY(const auto root, certificate(token::CertificateId::root));
    const auto rn_certificate = content(DataFile::rn_certificate);
    const auto identity_signature = content(DataFile::identity_signature);
    const auto address_signature = content(DataFile::address_signature);
    const auto basic_key = content(DataFile::basic_key);
    const identity::CardFiles given{.identity = *identity_file,
                                    .identity_signature = view_of(identity_signature),
                                    .address = view_of(address_file),
                                    .address_signature = view_of(address_signature),
                                    .photo = view_of(photo),
                                    .national_register_certificate = view_of(rn_certificate),
                                    .basic_key = view_of(basic_key),
                                    .chip_serial = info_.serial_number,
                                    .authentication_certificate = authentication,
                                    .signature_certificate = signature,
                                    .ca_certificate = ca,
                                    .root_certificate = root};
    OPENBEID_TRY(document.verification,
                 identity::verify(*environment_->crypto, given, utc_now(), options.test_roots));
    const Missing missing{document.verification};
    missing.must_be_there(Check::national_register_certificate,
                          given.national_register_certificate);
    missing.must_be_there(Check::identity_signature, given.identity_signature);
    if (document.address) {
        missing.must_be_there(Check::address_signature, given.address_signature);
    }
    if (address_is_malformed) {
        missing.set(Check::address_signature, Outcome::failed, Reason::malformed);
    }
    if (options.photo && !document.identity.photo_hash.empty()) {
        missing.must_be_there(Check::photo_hash, given.photo);
    }
    if (options.certificates) {
        missing.may_be_absent(Check::authentication_certificate, authentication);
        missing.may_be_absent(Check::signature_certificate, signature);
        missing.may_be_absent(Check::root_certificate, root);
    }
    if (options.prove_chip && !document.identity.basic_key_hash.empty()) {
        missing.must_be_there(Check::basic_key_hash, given.basic_key);
        missing.must_be_there(Check::chip_proof, given.basic_key);
    }
    if (options.prove_chip) {
        OPENBEID_CHECK(prove_chip(document.verification));
    }
    return document;
}

} // namespace openbeid
