// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Counting system calls with strace.
namespace openbeid::bench {

/// Why they can't be counted on this computer; empty if they can.
[[nodiscard]] std::string why_no_system_calls();

/// The command under strace, which writes what it sees to `log`.
[[nodiscard]] std::vector<std::string> traced(const std::vector<std::string>& command,
                                              const std::filesystem::path& log);

/// Those of all threads between the two marks; a call that began before and lasts is none.
[[nodiscard]] std::uint64_t count_system_calls(const std::filesystem::path& log);

} // namespace openbeid::bench
