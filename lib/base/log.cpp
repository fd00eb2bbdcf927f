// SPDX-License-Identifier: Apache-2.0
// The only file that knows spdlog. Header-only and hidden, so that it can't meet the host's copy;
// a logger object of its own, never spdlog's registry or default logger.
#define FMT_HEADER_ONLY
#ifndef SPDLOG_FMT_EXTERNAL
#define SPDLOG_FMT_EXTERNAL 1
#endif
#define SPDLOG_NO_TLS
#define SPDLOG_PREVENT_CHILD_FD // what the host starts gets no descriptor of ours
#include "base/log.hpp"

#include "base/log_file.hpp"
#include "base/never_destroyed.hpp"
#include "base/process_exit.hpp"
#include "base/user_trust.hpp"

#include <pthread.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

namespace openbeid::log {

namespace {

/// What fmt::format() calls in other files, which see only its declaration: emitted here even by a
/// compiler that needs no such function in this file.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): it is a function
[[gnu::used]] std::string (*const format_of_all)(fmt::string_view,
                                                 fmt::format_args) = &fmt::vformat;

constexpr int closed = spdlog::level::off;

/// The log of this process. Who writes a line has a share in the logger, so that nobody destroys it
/// meanwhile; no destructor runs at exit, while another thread may still log.
struct Shared {
    std::mutex mutex; ///< for moments, never while a line is written
    NeverDestroyed<std::shared_ptr<spdlog::logger>> logger;
    unsigned users{0};              ///< open() without their close()
    std::atomic<int> level{closed}; ///< of the logger; spdlog's number
    std::atomic<bool> watches_forks{false};
};
constinit Shared shared; // NOLINT(*-avoid-non-const-global-variables): the one log

void before_fork() noexcept
{
    shared.mutex.lock();
}
void after_fork_in_parent() noexcept
{
    shared.mutex.unlock();
}
/// The parent's logger has locks in any state: it is forgotten, and its memory with it.
void after_fork_in_child() noexcept
{
    shared.logger.renew();
    shared.users = 0;
    shared.level = closed;
    shared.mutex.unlock();
}

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

/// spdlog's own sink for it has one mutex for the whole process: a forked child could find it
/// locked for ever.
class StandardError {
public:
    static void write(std::string_view line) noexcept
    {
        while (!line.empty()) {
            const auto written = ::write(STDERR_FILENO, line.data(), line.size());
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return;
            }
            line.remove_prefix(static_cast<std::size_t>(written));
        }
    }
};

/// What is written line by line, as spdlog writes to it.
template <typename Target>
class LineSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit LineSink(Target target) : target_{std::move(target)} {}

protected:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        target_.write({line.data(), line.size()});
    }
    void flush_() override {}

private:
    Target target_;
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
    return std::make_shared<LineSink<StandardError>>(StandardError{});
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

/// Makes `sink` the log; with null there is none unless another user has opened one.
void start(Level level, spdlog::sink_ptr sink)
{
    if (!shared.watches_forks.exchange(true)) {
        // Not under the lock, which the first of them takes. Without memory a child only inherits
        // the log.
        static_cast<void>(::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child));
    }
    std::shared_ptr<spdlog::logger> fresh;
    if (sink) {
        fresh = std::make_shared<spdlog::logger>("openbeid", std::move(sink));
        fresh->set_level(to_spdlog(level));
        fresh->flush_on(spdlog::level::trace);
        fresh->set_pattern("%Y-%m-%dT%H:%M:%S.%e %P/%t openbeid %l: %v");
        fresh->set_error_handler(
            [](const std::string&) {}); // a full disk is not the host's trouble
    }
    const std::lock_guard lock{shared.mutex};
    ++shared.users;
    if (fresh) {
        (*shared.logger).swap(fresh);
        shared.level = to_spdlog(level);
    }
}

spdlog::sink_ptr runtime_file_sink()
{
    File file;
    return file.open() ? std::make_shared<LineSink<File>>(std::move(file)) : nullptr;
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
    spdlog::sink_ptr sink;
    if (level) {
        sink = of_environment ? sink_of_environment() : runtime_file_sink();
    }
    start(level.value_or(Level::error), std::move(sink));
}

void open_to(Level level, LineFunction function)
{
    start(level, std::make_shared<FunctionSink>(std::move(function)));
}

void close() noexcept
{
    if (process_is_exiting()) {
        return;
    }
    std::shared_ptr<spdlog::logger> last; // destroyed after the lock
    const std::lock_guard lock{shared.mutex};
    if (shared.users == 0 || --shared.users == 0) {
        (*shared.logger).swap(last);
        shared.level = closed;
    }
}

bool enabled(Level level) noexcept
{
    return to_spdlog(level) >= shared.level.load() && !process_is_exiting();
}

void vwrite(Level level, fmt::string_view format, fmt::format_args args) noexcept
{
    try {
        std::shared_ptr<spdlog::logger> current;
        {
            const std::lock_guard lock{shared.mutex};
            current = *shared.logger;
        }
        if (current) {
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
