// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/export.hpp>

#include <cstdint>
#include <functional>
#include <string_view>

namespace openbeid {

enum class LogLevel : std::uint8_t {
    error, ///< the user must act
    warn,  ///< the library worked around something
    info,  ///< life cycle
    debug, ///< a line for each APDU: header, lengths and status, never a data byte
};

/// Gets one line at a time, without line end. May be called by any thread that uses the library,
/// never by two at once; must not call the library.
using LogSink = std::function<void(LogLevel level, std::string_view line)>;

/**
 * Sends the log of the library to `sink`: lines of `level` and what is graver. An empty sink turns
 * it off, which is also the state in the beginning. No line holds a PIN, a name or a number.
 * Thread: not while another thread uses the library.
 */
OPENBEID_EXPORT void set_log_sink(LogLevel level, LogSink sink);

} // namespace openbeid
