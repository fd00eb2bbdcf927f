// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/rv.hpp"
#include "pkcs11/session.hpp"

namespace openbeid::pkcs11 {

CK_RV Session::digest_init(const CK_MECHANISM* mechanism)
{
    if (mechanism == nullptr) {
        digest_.reset(); // PKCS#11 3.0 §5.12.1: a null mechanism cancels
        return CKR_OK;
    }
    if (digest_) {
        return CKR_OPERATION_ACTIVE;
    }
    const auto asked = load(mechanism);
    const auto known = find_mechanism(insertion_->token.data().applet, asked.mechanism);
    if (!known || known->kind != Mechanism::Kind::digest) {
        return CKR_MECHANISM_INVALID;
    }
    if (asked.ulParameterLen != 0) {
        return CKR_MECHANISM_PARAM_INVALID;
    }
    auto started = crypto::Digest::start(crypto_, *known->hash);
    if (!started) {
        return session_rv(started.error());
    }
    digest_.emplace(DigestOperation{.digest = *std::move(started)});
    return CKR_OK;
}

CK_RV Session::digest(ByteView data, const Output& output)
{
    if (!digest_) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (digest_->updated) {
        digest_.reset();
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    const auto size = crypto::size_of(digest_->digest.hash());
    if (output.only_length(size)) {
        return output.tell_length(size);
    }
    const CK_RV updated = digest_update(data);
    return updated == CKR_OK ? digest_final(output) : updated;
}

CK_RV Session::digest_update(ByteView part)
{
    if (!digest_) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    digest_->updated = true;
    const auto updated = digest_->digest.update(part);
    if (!updated) {
        digest_.reset();
        return session_rv(updated.error());
    }
    return CKR_OK;
}

CK_RV Session::digest_final(const Output& output)
{
    if (!digest_) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    const auto size = crypto::size_of(digest_->digest.hash());
    if (output.only_length(size)) {
        return output.tell_length(size);
    }
    const auto digest = digest_->digest.finish();
    digest_.reset();
    return digest ? output.write(*digest) : session_rv(digest.error());
}

} // namespace openbeid::pkcs11
