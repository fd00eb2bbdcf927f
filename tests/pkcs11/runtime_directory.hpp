// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "states.hpp"
#include "support/temporary_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

namespace openbeid::test {

/// The user has a runtime directory while this object lives.
class RuntimeDirectory {
public:
    [[nodiscard]] std::filesystem::path root() const { return root_.path(); }
    [[nodiscard]] std::filesystem::path ours() const { return root_ / "openbeid"; }
    /// The files that hold certificates.
    [[nodiscard]] std::vector<std::filesystem::path> certificates() const;

private:
    TemporaryDirectory root_;
    Variable variable_{"XDG_RUNTIME_DIR", root_.path()};
};

/// The DER of a certificate as it is on the card; empty if there is none.
[[nodiscard]] Bytes der_on(const Card& card, std::uint8_t certificate_id);

/// Exchanges until the module knows that the card is an eID.
[[nodiscard]] std::uint64_t recognition_cost(const Card& card);

/// What a process saw and cost that did what NSS does for a TLS login.
struct NssLogin {
    std::map<std::uint8_t, Bytes> certificates;
    std::uint64_t exchanges{0}; ///< without those of the end
};

/// A process from C_Initialize to C_Finalize: all certificates and their values, the login, the
/// key, one signature.
[[nodiscard]] NssLogin log_in_as_nss(const std::shared_ptr<Card>& card);

/// The same with a card that has all certificates, which must be seen as they are on it: exchanges.
[[nodiscard]] std::uint64_t login(const std::shared_ptr<Card>& card);
/// What that costs where nothing is kept, and where everything is.
[[nodiscard]] std::uint64_t cold_login(const Card& card);
[[nodiscard]] std::uint64_t warm_login(const Card& card);

} // namespace openbeid::test
