// SPDX-License-Identifier: Apache-2.0
#include "crypto/issuance.hpp"

#include "base/try.hpp"
#include "crypto/certificate_signature.hpp"

#include <algorithm>

namespace openbeid::crypto {

Result<bool>
is_issued_by(const Context& context, const Certificate& certificate, const Certificate& issuer)
{
    if (!issuer.is_authority() || !std::ranges::equal(certificate.issuer(), issuer.subject())) {
        return false;
    }
    OPENBEID_TRY(const auto key, issuer.public_key());
    const auto hash = signature_hash(context, certificate, *key);
    if (!hash && hash.error().code == Errc::crypto_failure) {
        return hash.error();
    }
    return hash && hash->has_value(); // what is not understood is no signature of the issuer to us
}

} // namespace openbeid::crypto
