// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace openbeid::portal {

/// What the command line asks for.
struct Options {
    std::uint16_t port{0}; ///< 0: any free port, which is then printed
    int min_tls{0};        ///< TLS1_2_VERSION or TLS1_3_VERSION
    int max_tls{0};
    std::string client_ca;      ///< PEM: every CA that may stand behind a client
    std::string client_schemes; ///< signature schemes in OpenSSL's list syntax; empty: its own
    std::string certificate;    ///< PEM of the server; empty: one is made
    std::string key;            ///< belongs to `certificate`
    std::string root_out;       ///< where the root of a certificate that was made goes, for clients
    std::optional<int> security_level; ///< OpenSSL's; 0 admits the RSA-1024 keys of old cards
    int patience{120};                 ///< seconds that one message of a client may take
    bool help{false};
};

/// Throws std::invalid_argument with words for the user.
[[nodiscard]] Options parse_options(std::span<char*> arguments);

[[nodiscard]] const char* usage() noexcept;

} // namespace openbeid::portal
