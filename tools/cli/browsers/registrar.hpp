// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "browsers/databases.hpp"

/// Registration of the module in browsers: idempotent, reversible, never twice.
namespace openbeid::cli {

inline constexpr const char* registered_name = "Belgian eID";

enum class Action : std::uint8_t {
    enable,
    disable,
    repair, ///< as enable, but only where an entry of ours is wrong
};

enum class ChangeResult : std::uint8_t {
    unchanged,
    changed,
    sandboxed, ///< a Snap or Flatpak: it could not load the module
    running,   ///< the browser must be closed first
    no_tools,  ///< NSS's programs are not installed
    failed,
};

struct Change {
    ChangeResult result{};
    std::string reason{}; ///< of failed: what NSS's program said
};

/// What enable does besides, if the user asks for it.
struct Neighbours {
    bool replace_official{false};
    /// Our module goes before OpenSC's, and NSS is told that OpenSC's certificates need no PIN.
    /// OpenSC has no settings of a single user that could tell it to leave the eID alone, only a
    /// file for the whole computer, or one that a variable of the browser's environment names.
    bool fix_opensc{false};
};

/// One database. Touches only what has to change.
[[nodiscard]] Change change_registration(const NssDatabase& database,
                                         Action action,
                                         const std::filesystem::path& module,
                                         const Neighbours& neighbours);

/// The result's name for --json.
[[nodiscard]] const char* key_of(ChangeResult result) noexcept;

} // namespace openbeid::cli
