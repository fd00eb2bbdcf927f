// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

/// Which browsers there are, and which of them run: a database must not be changed under them.
namespace openbeid::cli {

/// Whether a Firefox or Thunderbird has this profile open, by its lock.
[[nodiscard]] bool profile_in_use(const std::filesystem::path& profile);

/// The browsers of Chromium's family that are installed or have been used: "Chromium, Vivaldi".
[[nodiscard]] std::string chromium_browsers();

/// Those of them that run.
[[nodiscard]] std::string running_chromium();

/// The same, of those that were started before this time since the computer was started.
[[nodiscard]] std::string chromium_started_before(std::chrono::microseconds time);

} // namespace openbeid::cli
