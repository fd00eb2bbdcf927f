// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

/// What surrounds the data of a command over T=0 (ISO 7816-3, 10.3), in bytes.
namespace openbeid::virtual_card {

inline constexpr std::size_t header_size = 5; ///< CLA INS P1 P2 P3
inline constexpr std::size_t status_size = 2; ///< SW1 SW2

} // namespace openbeid::virtual_card
