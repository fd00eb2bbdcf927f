// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "session.hpp"

#include <string>
#include <vector>

/// What NSS, in Firefox and Chromium, asks of a module.
namespace openbeid::bench {

/// The start of a browser: C_Initialize, slots, tokens and mechanisms, a session for each token,
/// and the searches for profiles and for objects that only NSS's own modules have.
/// @return the session with the token in that reader
[[nodiscard]] Session start_browser(const Program& program, const std::string& reader);

/// All certificates with their values, trust and public keys. Returns how many there are.
std::size_t read_certificates(const Session& session);

/// The key that belongs to the certificate with that label; needs the login.
[[nodiscard]] CK_OBJECT_HANDLE find_key(const Session& session, const std::string& label);

/// A signature in a session of its own. Returns what C_Sign cost.
std::chrono::nanoseconds
sign_briefly(const Program& program, CK_SLOT_ID slot, CK_OBJECT_HANDLE key);

} // namespace openbeid::bench
