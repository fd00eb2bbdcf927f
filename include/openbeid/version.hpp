// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/export.hpp>

namespace openbeid {

/// What was compiled against.
inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;

/// Of the library that runs: "0.1.0". Static storage.
[[nodiscard]] OPENBEID_EXPORT const char* version() noexcept;

} // namespace openbeid
