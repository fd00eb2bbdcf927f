// SPDX-License-Identifier: Apache-2.0
#include "identity/register_signature.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/digest_info.hpp"
#include "crypto/ecdsa.hpp"
#include "crypto/verify.hpp"
#include "identity/records.hpp"
#include "tlv/der.hpp"

#include <array>
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

} // namespace

Result<Finding> check_identity_signature(const crypto::Context& context,
                                         const crypto::PublicKey* key,
                                         ByteView identity,
                                         ByteView signature)
{
    if (identity.empty() || signature.empty()) {
        return not_checked(Reason::not_given);
    }
    if (without_padding(signature).empty()) {
        return failed(Reason::unsigned_data);
    }
    if (key == nullptr) {
        return not_checked(Reason::no_key);
    }
    OPENBEID_TRY(const auto as_read, check(context, *key, identity, signature));
    const auto stripped = without_padding(identity);
    if (as_read.outcome == Outcome::passed || stripped.size() == identity.size()) {
        return as_read;
    }
    // No card was seen with padding here; if one has, it may or may not be covered (§4.1).
    return check(context, *key, stripped, signature);
}

Result<Finding> check_address_signature(const crypto::Context& context,
                                        const crypto::PublicKey* key,
                                        ByteView address,
                                        ByteView identity_signature,
                                        ByteView signature)
{
    if (address.empty() || signature.empty() || identity_signature.empty()) {
        return not_checked(Reason::not_given);
    }
    const auto covered = without_padding(address);
    if (without_padding(signature).empty()) {
        return covered.empty() ? absent() : failed(Reason::unsigned_data);
    }
    if (key == nullptr) {
        return not_checked(Reason::no_key);
    }
    OPENBEID_TRY(const auto as_read,
                 check(context, *key, joined(covered, identity_signature), signature));
    const auto der =
        key->type() == crypto::KeyType::ec ? der_part(identity_signature) : std::nullopt;
    if (as_read.outcome == Outcome::passed || !der || der->size() == identity_signature.size()) {
        return as_read;
    }
    // If SGN#ID is padded: no source says whether its padding is covered (§4.1).
    return check(context, *key, joined(covered, *der), signature);
}

} // namespace openbeid::identity
