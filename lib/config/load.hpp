// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/settings.hpp"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace openbeid::config {

/// Where a system's own settings are.
struct SystemFile {
    std::string path; ///< by default `openbeid/openbeid.toml` in the system's folder (sysconfdir)
    uid_t owner{0};   ///< a file of anybody else is refused

    SystemFile();
    SystemFile(std::string file, uid_t file_owner) : path{std::move(file)}, owner{file_owner} {}
};

struct Loaded {
    Settings settings;
    std::vector<std::string> warnings; ///< for the log, once it is open
};

/// What holds for a program, by the name of its executable, if nothing is configured: for a few
/// that were made for the official middleware, that we ask for the PIN.
[[nodiscard]] Settings default_settings(std::string_view program);

/**
 * The settings of this process: default_settings(); then the system's file; then
 * `openbeid/openbeid.toml` in
 * `$XDG_CONFIG_HOME`, by default `~/.config`, of the user; then the environment. Later ones win.
 *
 * A file that is not a regular one, larger than 64 KiB, writable by everybody, or somebody else's
 * is refused with a warning. The user's file and the environment count only if user_is_trusted().
 */
[[nodiscard]] Loaded load(const SystemFile& system = {});

/// The name of this process's executable, without its folder; empty if it can't be found out.
[[nodiscard]] std::string program_name();

} // namespace openbeid::config
