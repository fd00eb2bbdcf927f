// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "browsers/registrar.hpp"
#include "failure.hpp"

#include <filesystem>
#include <optional>

/// Registration in Firefox for all users, by its policies.
/// https://mozilla.github.io/policy-templates/#securitydevices
namespace openbeid::cli {

enum class PolicyState : std::uint8_t {
    registered,
    not_registered,
    wrong_path, ///< a file that does not exist, or another one than is installed
    unreadable, ///< no valid JSON, or not what Firefox takes for policies: it ignores all of it
    elsewhere,  ///< Firefox has policies in a file that ours would hide
};

/// registered, not_registered, wrong_path, unreadable, elsewhere
[[nodiscard]] const char* key_of(PolicyState state) noexcept;

struct SystemPolicy {
    std::filesystem::path file{}; ///< of elsewhere: where they are
    PolicyState state{};
};

/// Changes nothing.
[[nodiscard]] SystemPolicy look_at_policy(const std::filesystem::path& module);

struct PolicyChange {
    bool changed{false};
    std::optional<Failure> failure{};
};

/// Touches only what has to change; everything else in the file stays.
[[nodiscard]] PolicyChange
change_policy(Action action, const std::filesystem::path& module, bool replace_official);

} // namespace openbeid::cli
