// SPDX-License-Identifier: Apache-2.0
#include "identity/validity.hpp"

#include "identity/belgian_roots.hpp"

namespace openbeid::identity {

Validity validity_between(const crypto::UtcTime& begin,
                          const crypto::UtcTime& end,
                          const crypto::UtcTime& now) noexcept
{
    if (now < begin) {
        return Validity::not_yet_valid;
    }
    return now > end ? Validity::expired : Validity::valid;
}

Validity card_validity(const std::optional<Identity>& identity, const crypto::UtcTime& now) noexcept
{
    const Date today{.year = now.year, .month = now.month, .day = now.day};
    const auto& begin = identity ? identity->validity_begin.value : std::nullopt;
    const auto& end = identity ? identity->validity_end.value : std::nullopt;
    if (begin && today < *begin) {
        return Validity::not_yet_valid;
    }
    if (end && today > *end) {
        return Validity::expired;
    }
    return begin && end ? Validity::valid : Validity::unknown;
}

Validity anchor_validity(TrustAnchor anchor, const crypto::UtcTime& now) noexcept
{
    for (const auto& root : belgian_roots()) {
        if (root.anchor == anchor) {
            return validity_between(root.not_before, root.not_after, now);
        }
    }
    return Validity::unknown;
}

} // namespace openbeid::identity
