// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "failure.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace openbeid::cli {

/// Writes a file that only its owner may read, because it may hold personal data; replaces one that
/// is there. Nothing if that was done.
[[nodiscard]] std::optional<Failure> write_file(const std::string& path, std::string_view content);

/// Whether all of it was written; errno says why not.
[[nodiscard]] bool write_all(int descriptor, std::string_view content);

/// Bytes to standard output as they are.
void print_raw(std::string_view content);

} // namespace openbeid::cli
