// SPDX-License-Identifier: Apache-2.0
#include "api/card.hpp"
#include "base/log.hpp"
#include "base/try.hpp"
#include "crypto/hmac.hpp"
#include "identity/files.hpp"
#include "identity/jpeg.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

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

using FileResult = Result<std::shared_ptr<const Bytes>>;

/// A file for the verification, which decides what it means that there is none. Fails if the reason
/// lies elsewhere than in the file.
Result<identity::CardFile> given(const FileResult& file)
{
    if (file) {
        const bool is_there = *file != nullptr && !(*file)->empty();
        return is_there ? identity::CardFile{**file} : identity::CardFile{Reason::not_on_card};
    }
    const auto code = file.error().code;
    if (code == Errc::malformed) {
        return identity::CardFile{Reason::malformed};
    }
    return code == Errc::unexpected_status ? Result{identity::CardFile{Reason::refused}}
                                           : file.error();
}

/// Where the verification finds what is read.
template <typename File>
struct Place {
    File file;
    identity::CardFile identity::CardFiles::*place;
};

constexpr std::array<Place<DataFile>, 7> data_files{{
    {DataFile::identity, &identity::CardFiles::identity},
    {DataFile::identity_signature, &identity::CardFiles::identity_signature},
    {DataFile::address, &identity::CardFiles::address},
    {DataFile::address_signature, &identity::CardFiles::address_signature},
    {DataFile::photo, &identity::CardFiles::photo},
    {DataFile::rn_certificate, &identity::CardFiles::national_register_certificate},
    {DataFile::basic_key, &identity::CardFiles::basic_key},
}};

using token::CertificateId;

constexpr std::array<Place<CertificateId>, 4> certificate_files{{
    {CertificateId::authentication, &identity::CardFiles::authentication_certificate},
    {CertificateId::signature, &identity::CardFiles::signature_certificate},
    {CertificateId::ca, &identity::CardFiles::ca_certificate},
    {CertificateId::root, &identity::CardFiles::root_certificate},
}};

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

Result<std::shared_ptr<const Bytes>> Card::Impl::der_of(token::CertificateId id)
{
    OPENBEID_TRY(const auto found, token_.certificate(id));
    if (found != nullptr) {
        const auto der = found->der();
        return std::make_shared<const Bytes>(der.begin(), der.end());
    }
    if (token_.is_garbled(id)) {
        return Error{.code = Errc::malformed, .where = "certificate"};
    }
    return std::shared_ptr<const Bytes>{};
}

Result<void>
Card::Impl::ask_chip(const identity::CardFiles& card, ByteView basic_key_hash, ChipAnswer& answer)
{
    const auto& crypto = *environment_->crypto;
    OPENBEID_TRY(const auto named,
                 identity::check_basic_key(crypto, card.basic_key, basic_key_hash));
    OPENBEID_TRY(const auto size, identity::challenge_size(crypto, card.basic_key.content));
    if (named.outcome != Outcome::passed || !size) {
        answer.missing = Reason::no_key; // none that the register vouches for: no use is spent
        return {};
    }
    answer.challenge.resize(*size);
    OPENBEID_CHECK(crypto::random_bytes(crypto, answer.challenge));
    auto signature = token_.sign_challenge(answer.challenge);
    if (signature) {
        answer.signature = *std::move(signature);
        return {};
    }
    // A chip that does not answer has proved nothing: a copy would not answer either.
    const auto code = signature.error().code;
    if (code == Errc::unexpected_status || code == Errc::malformed) {
        answer.missing = Reason::refused;
    } else if (code == Errc::signature_invalid) {
        answer.missing = Reason::mismatch;
    } else {
        return signature.error();
    }
    return {};
}

Result<IdentityDocument> Card::Impl::read_identity(const IdentityOptions& options,
                                                   const ProgressCallback& progress)
{
    const auto observer = [&](DataFile file, std::size_t bytes) {
        return !progress || progress({.file = name_of(file), .bytes = bytes});
    };
    const auto files = files_for(options);
    OPENBEID_TRY(const auto contents, token_.read_files(files, observer));
    identity::CardFiles card;
    card.chip_serial = info_.serial_number;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto* const found = std::ranges::find(data_files, files[i], &Place<DataFile>::file);
        OPENBEID_TRY(card.*(found->place), given(contents[i]));
        if (files[i] == DataFile::identity && !contents[i]) {
            return contents[i].error(); // without it there is nothing to show
        }
    }
    if (card.identity.content.empty()) {
        return Error{.code = Errc::not_found, .where = "identity file"};
    }

    IdentityDocument document;
    OPENBEID_TRY(document.identity, identity::parse_identity(card.identity.content));
    // One that can't be understood is the verification's to tell.
    if (auto address = identity::parse_address(card.address.content)) {
        document.address = *std::move(address);
    }
    document.photo = picture_in(card.photo.content);

    std::vector<FileResult> certificates; // keeps what the views show
    const auto wanted =
        std::span{certificate_files}.first(options.certificates ? certificate_files.size() : 0);
    for (const auto& [id, place] : wanted) {
        certificates.push_back(der_of(id));
        OPENBEID_TRY(card.*place, given(certificates.back()));
    }
    ChipAnswer answer;
    if (options.prove_chip) {
        OPENBEID_CHECK(ask_chip(card, document.identity.basic_key_hash, answer));
    }
    card.chip_proof = answer.view();
    OPENBEID_TRY(document.verification,
                 identity::verify(*environment_->crypto, card, utc_now(), options.test_roots));
    return document;
}

} // namespace openbeid
