// SPDX-License-Identifier: Apache-2.0
// The only file that knows spdlog. Header-only and hidden, so that it can't meet the host's copy;
// a logger object of its own, never spdlog's registry or default logger.
#define FMT_HEADER_ONLY
#ifndef SPDLOG_FMT_EXTERNAL
#define SPDLOG_FMT_EXTERNAL
#endif
#define SPDLOG_NO_TLS
#include "base/log.hpp"

#include "base/process_exit.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>

namespace openbeid::log {

namespace {

// A plain pointer, so that nothing is destroyed at exit while another thread still logs.
std::atomic<spdlog::logger*> logger{nullptr}; // NOLINT(*-avoid-non-const-global-variables)

spdlog::level::level_enum to_spdlog(Level level) noexcept
{
    switch (level) {
    case Level::error: return spdlog::level::err;
    case Level::warn: return spdlog::level::warn;
    case Level::info: return spdlog::level::info;
    case Level::debug: return spdlog::level::debug;
    }
    return spdlog::level::off;
}

std::optional<Level> wanted_level() noexcept
{
    // secure_getenv: a set-uid host must not write where its user says.
    const char* const text = ::secure_getenv("OPENBEID_LOG");
    const std::string_view name = text != nullptr ? text : "";
    if (name == "error") {
        return Level::error;
    }
    if (name == "warn") {
        return Level::warn;
    }
    if (name == "info") {
        return Level::info;
    }
    if (name == "debug") {
        return Level::debug;
    }
    return std::nullopt;
}

spdlog::sink_ptr make_sink()
{
    if (const char* const path = ::secure_getenv("OPENBEID_LOG_FILE"); path != nullptr) {
        try {
            return std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
        } catch (const std::exception&) {
            // The file can't be opened; better on the standard error than nowhere.
        }
    }
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

} // namespace

void open()
{
    const auto level = wanted_level();
    if (!level) {
        return;
    }
    auto fresh = std::make_unique<spdlog::logger>("openbeid", make_sink());
    fresh->set_level(to_spdlog(*level));
    fresh->flush_on(spdlog::level::trace);
    fresh->set_pattern("%Y-%m-%dT%H:%M:%S.%e %P/%t openbeid %l: %v");
    fresh->set_error_handler([](const std::string&) {}); // a full disk is not the host's trouble
    logger.store(fresh.release());
}

void close() noexcept
{
    if (!process_is_exiting()) {
        const std::unique_ptr<spdlog::logger> last{logger.exchange(nullptr)};
    }
}

bool enabled(Level level) noexcept
{
    const auto* const current = logger.load(std::memory_order_acquire);
    return current != nullptr && !process_is_exiting() && current->should_log(to_spdlog(level));
}

void vwrite(Level level, fmt::string_view format, fmt::format_args args) noexcept
{
    try {
        if (auto* const current = logger.load(std::memory_order_acquire); current != nullptr) {
            current->log(to_spdlog(level), fmt::vformat(format, args));
        }
    } catch (const std::exception&) {
        // Out of memory or disk: a lost log line must not become a lost signature.
    }
}

std::string describe(const Error& error)
{
    std::string text = name_of(error.code);
    if (error.where[0] != '\0') {
        text += fmt::format(" in {}", error.where);
    }
    if (error.sw != 0) {
        text += fmt::format(", SW={:04X}", error.sw);
    }
    if (error.pcsc != 0) {
        text += fmt::format(", PC/SC {:08X}", static_cast<std::uint32_t>(error.pcsc));
    }
    if (error.tries_left) {
        text += fmt::format(", {} tries left", *error.tries_left);
    }
    return text;
}

} // namespace openbeid::log
