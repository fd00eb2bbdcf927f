// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Where browsers keep the list of their PKCS#11 modules: NSS databases. Looking changes nothing.
namespace openbeid::cli {

enum class Packaging : std::uint8_t { native, snap, flatpak };

/// native, snap, flatpak
[[nodiscard]] const char* key_of(Packaging packaging) noexcept;

/// One line of a database's list.
struct NssModule {
    std::string name{};
    std::string library{};
    std::string flags{}; ///< what NSS is told of it besides

    friend bool operator==(const NssModule&, const NssModule&) = default;
};

struct NssDatabase {
    std::string browser{}; ///< "Firefox", or all that share it: "Chromium, Google Chrome"
    std::filesystem::path directory{};
    Packaging packaging{Packaging::native};
    bool exists{false};               ///< false: the browser would make it when it is first started
    std::string running{};            ///< the browser that has it open; empty if none
    std::vector<NssModule> modules{}; ///< without NSS's own
    bool utility_process{false};      ///< Firefox: an unfinished setting that hides modules
    bool obeys_policies{false};       ///< Mozilla's: modules can be registered for all users
};

/// Every database of this user, and the one that Chromium would make, if a browser of its family is
/// installed and there is none yet.
[[nodiscard]] std::vector<NssDatabase> find_databases();

/// How our module stands in one of them, if it is in its list; else it may be registered by way of
/// p11-kit's proxy or, for all users, of a policy.
enum class Registration : std::uint8_t {
    registered,
    not_registered,
    wrong_path, ///< a file that does not exist, or another one than is installed
    twice,
    bad_name, ///< "Root Certs": Firefox deletes it
};

/// registered, not_registered, wrong_path, twice, bad_name
[[nodiscard]] const char* key_of(Registration registration) noexcept;

[[nodiscard]] Registration registration_in(const NssDatabase& database,
                                           const std::filesystem::path& module);

/// Whether a library is a copy of our module, wherever it is, or a link to it: the compat package
/// has it by the official middleware's names.
[[nodiscard]] bool is_ours(const std::filesystem::path& library);
[[nodiscard]] bool is_official(const std::filesystem::path& library);
[[nodiscard]] bool is_opensc(const std::filesystem::path& library);

[[nodiscard]] bool is_ours(const NssModule& module);
[[nodiscard]] bool is_official(const NssModule& module);
[[nodiscard]] bool is_opensc(const NssModule& module);
[[nodiscard]] bool is_p11_kit_proxy(const NssModule& module);

/// Our module, or p11-kit's proxy if ours is among the modules that it stands for; there it comes
/// before OpenSC's, because its file says so (priority).
[[nodiscard]] bool brings_ours(const NssModule& module);
[[nodiscard]] bool is_listed(const NssDatabase& database);

/// Whether an entry of our own stands beside p11-kit's proxy that brings our module too, and is not
/// what has our module come before OpenSC's.
[[nodiscard]] bool has_needless_entry(const NssDatabase& database);

/// OpenSC's module, or p11-kit's proxy if OpenSC is among the modules that it stands for.
[[nodiscard]] bool brings_opensc(const NssModule& module);

/// What OpenSC's module does beside ours. NSS takes a certificate that two modules show from the
/// one that comes first in the list; and as OpenSC does not tell it that certificates can be read
/// without the PIN, Firefox asks for the PIN of OpenSC's token before it lists any.
enum class OpenSc : std::uint8_t {
    absent,
    harmless, ///< behind our module, and NSS was told
    harmful,
};

/// absent, harmless, harmful
[[nodiscard]] const char* key_of(OpenSc place) noexcept;

[[nodiscard]] OpenSc opensc_in(const NssDatabase& database);

/// Of Chromium's family, from version 146 on, on an account without ~/.pki/nssdb.
[[nodiscard]] std::filesystem::path new_chromium_database();

} // namespace openbeid::cli
