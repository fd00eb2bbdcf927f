// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/error.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

/**
 * The log. Off unless the environment or the configuration asks. In the environment OPENBEID_LOG is
 * error, warn, info or debug, and lines go to the file named by OPENBEID_LOG_FILE, else to the
 * standard error; or it is off, whatever the configuration says.
 *
 * Never passed here: PINs, bytes of an answer or of what is signed, names, national numbers.
 */
namespace openbeid::log {

enum class Level : std::uint8_t {
    error, ///< the user must act
    warn,  ///< we worked around something
    info,  ///< life cycle
    debug, ///< a line for each C function and each APDU
};

/// The level of that name; nothing if it is none.
[[nodiscard]] std::optional<Level> level_named(std::string_view name) noexcept;

/**
 * Opens the log as the environment says, in place of the one that is open. Any thread. A forked
 * child has no log until it opens its own.
 * @param to_runtime_file  the configuration's wish where the environment has none: lines of that
 *                         level go to the file in the runtime directory (see File), or nowhere if
 *                         there can be none
 */
void open(std::optional<Level> to_runtime_file = std::nullopt);

/// Gets a line without its end, never two at once.
using LineFunction = std::function<void(Level level, std::string_view line)>;

/// Opens the log to a function of the host, which asked for it by calling the library.
void open_to(Level level, LineFunction function);

/// Ends what one open() or open_to() began; the last one closes the log. Any thread, also while
/// others are logging.
void close() noexcept;

[[nodiscard]] bool enabled(Level level) noexcept;
void vwrite(Level level, fmt::string_view format, fmt::format_args args) noexcept;

template <typename... Args>
void write(Level level, fmt::format_string<Args...> format, Args&&... args) noexcept
{
    if (enabled(level)) {
        vwrite(level, format, fmt::make_format_args(args...));
    }
}
template <typename... Args>
void error(fmt::format_string<Args...> format, Args&&... args) noexcept
{
    write(Level::error, format, std::forward<Args>(args)...);
}
template <typename... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) noexcept
{
    write(Level::warn, format, std::forward<Args>(args)...);
}
template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... args) noexcept
{
    write(Level::info, format, std::forward<Args>(args)...);
}
template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) noexcept
{
    write(Level::debug, format, std::forward<Args>(args)...);
}

/// An error in words: its name, step and numbers.
[[nodiscard]] std::string describe(const Error& error);

} // namespace openbeid::log
