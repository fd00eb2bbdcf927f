// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Small text files of the system and of browsers.
namespace openbeid::cli {

/// At most 1 MiB of it; empty if it can't be read.
[[nodiscard]] std::string read_text(const std::filesystem::path& file);

/// Its lines, without line ends.
[[nodiscard]] std::vector<std::string> lines_of(const std::filesystem::path& file);

/// Without the line end; empty if it can't be read.
[[nodiscard]] std::string first_line(const std::filesystem::path& file);

/// Value of an environment variable; empty if it is not set.
[[nodiscard]] std::string environment(const char* name);

/// The user's home.
[[nodiscard]] std::filesystem::path home();

/// A program in $PATH or where administrators' programs are; empty if there is none.
[[nodiscard]] std::filesystem::path find_program(std::string_view name);

[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

} // namespace openbeid::cli
