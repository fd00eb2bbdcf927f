// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// The text of an NSS database's list of modules (pkcs11.txt), where modutil does not suffice: it
/// can't move an entry, and an entry that it takes out and adds again loses what NSS was told of
/// readers that are not there at the moment.
namespace openbeid::cli {

/// Our module comes before OpenSC's, of which NSS is told that certificates need no PIN, if it is
/// not told anything yet. Nothing else changes.
[[nodiscard]] std::string put_ours_before_opensc(std::string_view list);

/// NSS is not told that any more.
[[nodiscard]] std::string take_back_opensc_flags(std::string_view list);

} // namespace openbeid::cli
