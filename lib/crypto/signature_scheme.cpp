// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature_scheme.hpp"

namespace openbeid::crypto {

bool pss_fits(const Pss& pss, std::size_t modulus_bits) noexcept
{
    if (modulus_bits == 0) {
        return false;
    }
    const std::size_t encoded = (modulus_bits - 1) / 8 + ((modulus_bits - 1) % 8 != 0 ? 1 : 0);
    const std::size_t taken = size_of(pss.hash) + 2;
    return encoded >= taken && pss.salt_length <= encoded - taken;
}

} // namespace openbeid::crypto
