// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/findings.hpp"
#include "options.hpp"

/// The checks, from the USB bus to the browser. None of them spends a PIN try, or waits for long,
/// but for issuers that say nothing.
namespace openbeid::cli {

/// All of them, in their order.
[[nodiscard]] Findings examine(const Options& options);

/// Reader, reader service and cards.
void check_readers(const Options& options, Findings& findings);

/// The module's file, its settings, what it asks for PINs with, and p11-kit.
void check_module(const Options& options, Findings& findings);

/// Every profile and NSS database.
void check_browsers(const Options& options, Findings& findings);

/// Clock and proxies.
void check_surroundings(const Options& options, Findings& findings);

/// What is known of the eIDs in the readers, for one probe: {"error"} or {"readers": […],
/// "any": whether there are readers, meant or not}.
[[nodiscard]] Json look_at_cards(const Options& options);

/// Findings about one card of look_at_cards().
void check_card(const Json& reader, Findings& findings);

/// What the issuers say of the certificates of one card of look_at_cards(): goes online, and waits
/// for an issuer as long as `certificates verify` does.
void check_revocation(const Options& options, const Json& reader, Findings& findings);

} // namespace openbeid::cli
