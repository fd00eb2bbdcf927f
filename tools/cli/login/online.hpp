// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "failure.hpp"
#include "login/tls_schemes.hpp"
#include "options.hpp"

namespace openbeid::cli {

/// Asks a real host, over each version of TLS, which client certificates and schemes it wants; ends
/// before a certificate is sent. Says which scheme this key would use, and what its operator could
/// do.
[[nodiscard]] Ending test_online(const Options& options, const KeyAbilities& key);

} // namespace openbeid::cli
