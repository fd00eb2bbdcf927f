// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/cache.hpp"
#include "virtual_card/pki.hpp"

namespace openbeid::virtual_card {

/// Makes all test hierarchies if the cache has none: `ca/<style>-<authority>.{key,crt}`,
/// `ca/roots.pem` with all roots and `ca/chain.pem` with all authorities and roots.
[[nodiscard]] Result<void> ensure_pki(const Cache& cache);

[[nodiscard]] Result<Pki> load_pki(const Cache& cache, PkiStyle style);

} // namespace openbeid::virtual_card
