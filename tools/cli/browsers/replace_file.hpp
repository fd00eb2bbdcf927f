// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace openbeid::cli {

/**
 * Replaces a file in one step: whoever reads it sees the old content or the new one, whatever
 * happens meanwhile. Owner and mode stay; a new file, and the folders that it needs, can be read by
 * everybody. A link stays, and what it leads to is replaced.
 * @return why it could not be done; empty if it was
 */
[[nodiscard]] std::string replace_file(const std::filesystem::path& file, std::string_view content);

} // namespace openbeid::cli
