// SPDX-License-Identifier: Apache-2.0
// The only file that knows spdlog. Header-only and hidden, so that it can't meet the host's copy;
// a logger object of its own, never spdlog's registry or default logger.
#define FMT_HEADER_ONLY
#ifndef SPDLOG_FMT_EXTERNAL
#define SPDLOG_FMT_EXTERNAL
#endif
#define SPDLOG_NO_TLS
#include "base/log.hpp"

#include "base/log_file.hpp"
#include "base/process_exit.hpp"
#include "base/user_trust.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

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

Level from_spdlog(spdlog::level::level_enum level) noexcept
{
    for (const auto ours : {Level::error, Level::warn, Level::info}) {
        if (to_spdlog(ours) == level) {
            return ours;
        }
    }
    return Level::debug;
}

/// Our file in the runtime directory, as spdlog writes to it.
class RuntimeFileSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    [[nodiscard]] bool open() { return file_.open(); }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        file_.write({line.data(), line.size()});
    }
    void flush_() override {}

private:
    File file_;
};

spdlog::sink_ptr sink_of_environment()
{
    // trusted_variable: a set-uid host must not write where its user says.
    if (const char* const path = trusted_variable("OPENBEID_LOG_FILE"); path != nullptr) {
        try {
            return std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
        } catch (const std::exception&) {
            // The file can't be opened; better on the standard error than nowhere.
        }
    }
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

/// Somebody's function.
class FunctionSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit FunctionSink(LineFunction function) : function_{std::move(function)} {}

protected:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        function_(from_spdlog(message.level), {message.payload.data(), message.payload.size()});
    }
    void flush_() override {}

private:
    const LineFunction function_;
};

/// Makes `sink` the log.
void start(Level level, spdlog::sink_ptr sink)
{
    auto fresh = std::make_unique<spdlog::logger>("openbeid", std::move(sink));
    fresh->set_level(to_spdlog(level));
    fresh->flush_on(spdlog::level::trace);
    fresh->set_pattern("%Y-%m-%dT%H:%M:%S.%e %P/%t openbeid %l: %v");
    fresh->set_error_handler([](const std::string&) {}); // a full disk is not the host's trouble
    logger.store(fresh.release());
}

spdlog::sink_ptr runtime_file_sink()
{
    auto sink = std::make_shared<RuntimeFileSink>();
    return sink->open() ? sink : nullptr;
}

} // namespace

std::optional<Level> level_named(std::string_view name) noexcept
{
    constexpr std::array<std::pair<std::string_view, Level>, 4> levels{{{"error", Level::error},
                                                                        {"warn", Level::warn},
                                                                        {"info", Level::info},
                                                                        {"debug", Level::debug}}};
    for (const auto& [known, level] : levels) {
        if (name == known) {
            return level;
        }
    }
    return std::nullopt;
}

void open(std::optional<Level> to_runtime_file)
{
    const char* const wish = trusted_variable("OPENBEID_LOG");
    const std::string_view named = wish != nullptr ? wish : "";
    const auto of_environment = level_named(named);
    const auto level = of_environment || named == "off" ? of_environment : to_runtime_file;
    if (!level) {
        return;
    }
    auto sink = of_environment ? sink_of_environment() : runtime_file_sink();
    if (sink) {
        start(*level, std::move(sink));
    }
}

void open_to(Level level, LineFunction function)
{
    start(level, std::make_shared<FunctionSink>(std::move(function)));
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
