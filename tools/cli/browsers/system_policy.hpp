// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "browsers/registrar.hpp"
#include "failure.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// Registration in Firefox and Thunderbird for all users, by their policies.
/// https://mozilla.github.io/policy-templates/#securitydevices
/// https://thunderbird.github.io/policy-templates/#securitydevices
namespace openbeid::cli {

/// Programs that have policies.
inline constexpr std::array<std::string_view, 2> policy_programs{"Firefox", "Thunderbird"};

enum class PolicyState : std::uint8_t {
    registered,
    not_registered,
    wrong_path, ///< a file that does not exist, or another one than is installed
    unreadable, ///< no valid JSON, or not what the program takes for policies: it ignores all of it
    elsewhere,  ///< the program has policies in a file that ours would hide
};

/// registered, not_registered, wrong_path, unreadable, elsewhere
[[nodiscard]] const char* key_of(PolicyState state) noexcept;

struct SystemPolicy {
    std::string program{};
    std::filesystem::path file{}; ///< of elsewhere: where they are
    PolicyState state{};
};

/// Changes nothing.
[[nodiscard]] SystemPolicy look_at_policy(std::string_view program,
                                          const std::filesystem::path& module);

struct PolicyChange {
    bool changed{false};
    std::optional<Failure> failure{};
};

/// Touches only what has to change; everything else in the file stays.
[[nodiscard]] PolicyChange change_policy(std::string_view program,
                                         Action action,
                                         const std::filesystem::path& module,
                                         bool replace_official);

} // namespace openbeid::cli
