// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "options.hpp"

#include <filesystem>

namespace openbeid::cli {

inline constexpr const char* module_name = "openbeid-pkcs11.so";

/// The PKCS#11 module: as --module says, else where it was installed with this program.
[[nodiscard]] std::filesystem::path module_file(const Options& options);

} // namespace openbeid::cli
