// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace openbeid::virtual_card {

/// Checks the virtual card against the card reference; prints each failure and the number of
/// checks. @return the exit code: 0 if all passed
[[nodiscard]] int self_test(const std::filesystem::path& cache);

} // namespace openbeid::virtual_card
