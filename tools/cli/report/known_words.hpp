// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace openbeid::cli {

/// Words in what the doctor saw of a computer that are the same on every computer: folders, files,
/// browsers, programs that use readers, and what the loader of libraries complains of.
[[nodiscard]] bool is_known_word(std::string_view word) noexcept;

} // namespace openbeid::cli
