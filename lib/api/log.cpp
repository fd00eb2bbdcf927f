// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <openbeid/log.hpp>
#include <openbeid/version.hpp>

namespace openbeid {

namespace {

LogLevel to_public(log::Level level) noexcept
{
    switch (level) {
    case log::Level::error: return LogLevel::error;
    case log::Level::warn: return LogLevel::warn;
    case log::Level::info: return LogLevel::info;
    case log::Level::debug: break;
    }
    return LogLevel::debug;
}

log::Level to_internal(LogLevel level) noexcept
{
    switch (level) {
    case LogLevel::error: return log::Level::error;
    case LogLevel::warn: return log::Level::warn;
    case LogLevel::info: return log::Level::info;
    case LogLevel::debug: break;
    }
    return log::Level::debug;
}

} // namespace

void set_log_sink(LogLevel level, LogSink sink)
{
    log::close();
    if (sink) {
        log::open_to(to_internal(level),
                     [sink = std::move(sink)](log::Level of, std::string_view line) {
                         sink(to_public(of), line);
                     });
    }
}

const char* version() noexcept
{
    return OPENBEID_VERSION;
}

} // namespace openbeid
