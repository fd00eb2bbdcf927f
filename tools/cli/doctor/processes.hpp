// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Other programs that may stand between us and a reader, as far as /proc shows them to this user.
namespace openbeid::cli {

struct Process {
    int id{0};
    std::string name{};
};

/// Those that use the reader service.
[[nodiscard]] std::vector<Process> reader_clients();

/// Whether it has a file open whose path begins so.
[[nodiscard]] bool has_open(const Process& process, std::string_view prefix);

/// scdaemon, if it has opened a USB device itself.
[[nodiscard]] std::vector<Process> scdaemons_on_usb();

/// Firefox or Thunderbird without modules: started with --safe-mode, or from its own menu.
[[nodiscard]] std::vector<Process> in_troubleshoot_mode();

/// "scdaemon (process 123), firefox (process 456)"
[[nodiscard]] std::string names_of(const std::vector<Process>& processes);

/// /proc is mounted so that other users' processes are hidden.
[[nodiscard]] bool proc_hides_processes();

} // namespace openbeid::cli
