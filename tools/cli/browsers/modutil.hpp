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

/**
 * The entry whose copy of the certificate Authentication NSS takes: asked of NSS itself, with the
 * card that is in the reader. No PIN is asked for, and none is sent.
 * @return its name; empty without a card, if that takes too long, or if a PIN had to be given
 */
[[nodiscard]] std::string preferred_module(const std::filesystem::path& directory);

} // namespace openbeid::cli
