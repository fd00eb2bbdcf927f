// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <optional>
#include <string>
#include <vector>

namespace openbeid::cli {

/// What the user asked for, of all commands.
struct Options {
    // Every command
    bool json{false};
    bool quiet{false};
    bool verbose{false};
    bool wait{false};
    std::string reader{}; ///< part of its name, or its number; empty: whichever has an eID

    // Some commands
    std::string certificate{};       ///< certificates show, export: which
    std::string format{"pem"};       ///< certificates export
    bool chain{false};               ///< certificates export
    std::string output{};            ///< certificates export, report: a file
    std::string photo{};             ///< identity: a file
    bool prove_chip{false};          ///< identity
    std::vector<Bytes> test_roots{}; ///< identity, certificates verify: SubjectPublicKeyInfo
    std::optional<int> pin_fd{};     ///< pin test, change; login-test
    bool last_try{false};            ///< pin test, change: confirmed
    bool fix{false};                 ///< doctor
    std::string code{};              ///< explain
    bool replace_official{false};    ///< browsers enable
    bool fix_opensc{false};          ///< browsers enable
    bool system{false};              ///< browsers: for all users
    std::string module{};            ///< doctor, browsers, login-test: the PKCS#11 module
    std::string online{};            ///< login-test: a host, with ":" and a port
    bool ask_issuers{false};         ///< certificates verify, doctor: about revocation, online
};

} // namespace openbeid::cli
