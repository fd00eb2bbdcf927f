// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/data_object.hpp"

#include <span>

namespace openbeid::pkcs11 {

/// All data objects that a card may have, in the order in which searches return them.
[[nodiscard]] std::span<const DataSpec> data_specs() noexcept;

/// How many these are.
inline constexpr std::size_t data_spec_count = 97;

} // namespace openbeid::pkcs11
