// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

/// Changes to NSS databases, by NSS's own programs (Debian: libnss3-tools).
namespace openbeid::cli {

/// Whether modutil and certutil are there.
[[nodiscard]] bool have_nss_tools();

/// Each returns what went wrong, in the program's own words; empty if nothing did.
[[nodiscard]] std::string create_database(const std::filesystem::path& directory);
[[nodiscard]] std::string add_module(const std::filesystem::path& directory,
                                     const std::string& name,
                                     const std::filesystem::path& library);
[[nodiscard]] std::string delete_module(const std::filesystem::path& directory,
                                        const std::string& name);

} // namespace openbeid::cli
