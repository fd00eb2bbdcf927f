// SPDX-License-Identifier: Apache-2.0
#include "identity/register_signature.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/digest_info.hpp"
#include "crypto/ecdsa.hpp"
#include "crypto/verify.hpp"
#include "identity/files.hpp"
#include "identity/records.hpp"
#include "tlv/der.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

namespace openbeid::identity {

namespace {

// The DER at the start of an EC signature file, if nothing but zeros follow it (§4.2).
std::optional<ByteView> der_part(ByteView file)
{
    ByteReader in{file};
    const auto der = tlv::take_der(in);
    return der && without_padding(in.rest()).empty() ? std::optional{der->whole} : std::nullopt;
}

Result<Finding> check_ec(const crypto::Context& context,
                         const crypto::PublicKey& key,
                         ByteView data,
                         ByteView signature)
{
    const auto der = der_part(signature);
    const auto rs = der ? crypto::ecdsa_from_der(*der, key.signature_size() / 2)
                        : Error{.code = Errc::malformed};
    if (!rs) {
        return rs.error().code == Errc::malformed ? Result{failed(Reason::malformed)} : rs.error();
    }
    OPENBEID_TRY(const auto hash, crypto::digest(context, crypto::Hash::sha384, data));
    OPENBEID_TRY(const auto valid, crypto::verify(context, key, crypto::Ecdsa{}, hash, *rs));
    return valid ? passed(false, TrustAnchor::none) : failed(Reason::mismatch);
}

Result<Finding> check_rsa(const crypto::Context& context,
                          const crypto::PublicKey& key,
                          ByteView data,
                          ByteView signature)
{
    // Nothing on the card tells which, not even the length of the photo's hash (§4.2).
    for (const auto hash : {crypto::Hash::sha256, crypto::Hash::sha1}) {
        OPENBEID_TRY(const auto value, crypto::digest(context, hash, data));
        OPENBEID_TRY(
            const auto valid,
            crypto::verify(
                context, key, crypto::Pkcs1{}, crypto::digest_info(hash, value), signature));
        if (valid) {
            return passed(hash == crypto::Hash::sha1, TrustAnchor::none);
        }
    }
    return failed(Reason::mismatch);
}

Result<Finding> check(const crypto::Context& context,
                      const crypto::PublicKey& key,
                      ByteView data,
                      ByteView signature)
{
    return key.type() == crypto::KeyType::ec ? check_ec(context, key, data, signature)
                                             : check_rsa(context, key, data, signature);
}

Bytes joined(ByteView first, ByteView second)
{
    Bytes all{first.begin(), first.end()};
    all.insert(all.end(), second.begin(), second.end());
    return all;
}

// How a check ends for want of one of these files; nothing if all are there.
std::optional<Finding> missing_one(std::initializer_list<const CardFile*> files)
{
    const auto* const missing =
        std::ranges::find_if(files, [](const CardFile* file) { return file->content.empty(); });
    return missing == files.end() ? std::nullopt : std::optional{without((*missing)->missing)};
}

} // namespace

Result<Finding> check_identity_signature(const crypto::Context& context,
                                         const crypto::PublicKey* key,
                                         const CardFile& identity,
                                         const CardFile& signature)
{
    if (const auto incomplete = missing_one({&identity, &signature})) {
        return *incomplete;
    }
    if (without_padding(signature.content).empty()) {
        return failed(Reason::unsigned_data);
    }
    if (key == nullptr) {
        return not_checked(Reason::no_key);
    }
    OPENBEID_TRY(const auto as_read, check(context, *key, identity.content, signature.content));
    const auto stripped = without_padding(identity.content);
    if (as_read.outcome == Outcome::passed || stripped.size() == identity.content.size()) {
        return as_read;
    }
    // No card was seen with padding here; if one has, it may or may not be covered (§4.1).
    return check(context, *key, stripped, signature.content);
}

Result<Finding> check_address_signature(const crypto::Context& context,
                                        const crypto::PublicKey* key,
                                        const CardFile& address,
                                        const CardFile& identity_signature,
                                        const CardFile& signature)
{
    if (const auto incomplete = missing_one({&address, &identity_signature, &signature})) {
        return *incomplete;
    }
    const auto parsed = parse_address(address.content);
    if (!parsed) {
        return failed(Reason::malformed);
    }
    if (without_padding(signature.content).empty()) {
        return *parsed ? failed(Reason::unsigned_data) : absent();
    }
    if (key == nullptr) {
        return not_checked(Reason::no_key);
    }
    const auto covered = without_padding(address.content);
    OPENBEID_TRY(
        const auto as_read,
        check(context, *key, joined(covered, identity_signature.content), signature.content));
    const auto der =
        key->type() == crypto::KeyType::ec ? der_part(identity_signature.content) : std::nullopt;
    if (as_read.outcome == Outcome::passed || !der ||
        der->size() == identity_signature.content.size()) {
        return as_read;
    }
    // If SGN#ID is padded: no source says whether its padding is covered (§4.1).
    return check(context, *key, joined(covered, *der), signature.content);
}

} // namespace openbeid::identity
