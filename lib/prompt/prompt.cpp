// SPDX-License-Identifier: Apache-2.0
#include "prompt/prompt.hpp"

#include "base/byte_reader.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/try.hpp"
#include "prompt/environment.hpp"
#include "prompt/helper_process.hpp"
#include "prompt/protocol.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

namespace openbeid {

namespace {

using namespace prompt;

struct Pipe {
    Descriptor read_end;
    Descriptor write_end;
};

/// Fails: prompt_failed (no descriptor is left).
Result<Pipe> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
        Pipe pipe{.read_end = Descriptor{ends[0]}, .write_end = Descriptor{ends[1]}};
        // In a host without standard streams, its output must not go into our pipe.
        for (auto* const end : {&pipe.read_end, &pipe.write_end}) {
            if (end->get() <= STDERR_FILENO) {
                // NOLINTNEXTLINE(*-vararg): POSIX
                *end = Descriptor{::fcntl(end->get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
            }
        }
        if (pipe.read_end.valid() && pipe.write_end.valid()) {
            return pipe;
        }
    }
    log::error("no pipe for the PIN prompt (errno {})", errno);
    return Error{.code = Errc::prompt_failed, .where = "pipe"};
}

/// A pipe with the request in it. It is written while the reading end is ours, so that no helper,
/// however short its life, can make this a SIGPIPE for the host.
Result<Pipe> make_request_pipe(const HelperRequest& request)
{
    const auto bytes = encode(request);
    if (!bytes) {
        return Error{.code = Errc::prompt_failed, .where = "PIN prompt request"};
    }
    OPENBEID_TRY(auto pipe, make_pipe());
    if (::write(pipe.write_end.get(), bytes->data(), bytes->size()) !=
        static_cast<ssize_t>(bytes->size())) {
        return Error{.code = Errc::prompt_failed, .where = "PIN prompt request"};
    }
    return pipe;
}

Result<Pipe> make_reply_pipe()
{
    OPENBEID_TRY(auto pipe, make_pipe());
    // NOLINTNEXTLINE(*-vararg): POSIX
    if (::fcntl(pipe.read_end.get(), F_SETFL, O_NONBLOCK) != 0) {
        return Error{.code = Errc::prompt_failed, .where = "pipe"};
    }
    return pipe;
}

/// Whom a wait ends for.
struct Waiting {
    int reply{-1};
    int helper{-1};
    int cancellation{-1}; ///< -1: there is none
    TimePoint deadline;
};

/// Returns when there may be something to read; whether the helper had ended before that.
Result<bool> wait(const Waiting& on)
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(on.deadline - now()).count();
        std::array<pollfd, 3> events{pollfd{.fd = on.reply, .events = POLLIN, .revents = 0},
                                     pollfd{.fd = on.helper, .events = POLLIN, .revents = 0},
                                     pollfd{.fd = on.cancellation, .events = POLLIN, .revents = 0}};
        const int ready = ::poll(
            events.data(), events.size(), static_cast<int>(std::max<decltype(left)>(left, 0)));
        if (ready == 0) {
            return Error{.code = Errc::prompt_timed_out, .where = "PIN prompt"};
        }
        if (ready < 0 && errno != EINTR) {
            return Error{.code = Errc::prompt_failed, .where = "poll"};
        }
        if (ready > 0 && events[2].revents != 0) {
            return Error{.code = Errc::cancelled, .where = "PIN prompt, by the caller"};
        }
        if (ready > 0) {
            return events[1].revents != 0;
        }
    }
}

/// Everything that the helper writes until it closes the pipe or ends, straight into `into`.
Result<ByteView> read_reply(const Waiting& on, std::span<std::uint8_t> into)
{
    std::size_t size = 0;
    for (;;) {
        OPENBEID_TRY(const bool ended, wait(on));
        const auto count = ::read(on.reply, into.data() + size, into.size() - size);
        if (count > 0) {
            size += static_cast<std::size_t>(count);
            if (size > max_reply_size) {
                return Error{.code = Errc::prompt_garbled, .where = "PIN prompt reply"};
            }
            continue;
        }
        // A process forked by the host meanwhile may hold the pipe open: its end is not awaited.
        if (count == 0 || ended) {
            return ByteView{into.first(size)};
        }
        if (errno != EAGAIN && errno != EINTR) {
            return Error{.code = Errc::prompt_failed, .where = "PIN prompt reply"};
        }
    }
}

Error error_of(const Reply& reply)
{
    constexpr const char* where = "PIN prompt";
    switch (reply.status) {
    case Status::cancelled: return {.code = Errc::cancelled, .where = where};
    case Status::timed_out: return {.code = Errc::prompt_timed_out, .where = where};
    case Status::malformed: return {.code = Errc::pin_malformed, .where = where};
    case Status::no_pinentry: return {.code = Errc::prompt_no_pinentry, .where = where};
    case Status::failed: {
        ByteReader number{reply.body};
        const auto high = number.u16().value_or(0);
        const auto low = number.u16().value_or(0);
        log::error("pinentry failed with error {} of libgpg-error (source {}, code {})",
                   (std::uint32_t{high} << 16U) | low,
                   high >> 8U,
                   low);
        return {.code = Errc::prompt_failed, .where = "pinentry"};
    }
    case Status::bad_request: return {.code = Errc::prompt_failed, .where = "PIN prompt request"};
    case Status::pin: break;
    }
    return {.code = Errc::prompt_garbled, .where = "PIN prompt reply"};
}

Result<Pin> pin_of(ByteView bytes, SecretStore& store)
{
    if (bytes.empty()) {
        return Error{.code = Errc::prompt_crashed, .where = "PIN prompt"};
    }
    const auto reply = decode_reply(bytes);
    if (!reply) {
        return Error{.code = Errc::prompt_garbled, .where = "PIN prompt reply"};
    }
    if (reply->status != Status::pin) {
        return error_of(*reply);
    }
    auto pin = Pin::from(store, reply->body);
    if (!pin && pin.error().code == Errc::pin_malformed) {
        return Error{.code = Errc::prompt_garbled, .where = "PIN prompt reply"};
    }
    return pin;
}

} // namespace

std::string Prompt::installed_helper()
{
    return OPENBEID_PIN_PROMPT;
}

Prompt::Prompt(std::string helper, std::string pinentry)
    : helper_{std::move(helper)}, pinentry_{std::move(pinentry)}
{
}

Result<Pin> Prompt::ask(const PromptRequest& request,
                        SecretStore& store,
                        const PromptCancellation* cancellation) const
{
    auto pin = converse(request, store, cancellation);
    if (pin) {
        log::info("the user entered a PIN");
    } else if (pin.error().code == Errc::cancelled) {
        log::info("no PIN was entered: {}", log::describe(pin.error()));
    } else {
        log::error("no PIN from {}: {}", helper_, log::describe(pin.error()));
    }
    return pin;
}

Result<Pin> Prompt::converse(const PromptRequest& request,
                             SecretStore& store,
                             const PromptCancellation* cancellation) const
{
    if (cancellation != nullptr && cancellation->cancelled()) {
        return Error{.code = Errc::cancelled, .where = "PIN prompt, before it was shown"};
    }
    if (request.tries_left == std::uint8_t{0}) {
        return Error{.code = Errc::pin_blocked, .where = "PIN prompt, before it was shown"};
    }
    const auto environment = helper_environment();
    if (!has_screen(environment)) {
        return Error{.code = Errc::prompt_no_screen, .where = "environment"};
    }
    OPENBEID_TRY(auto slot, store.acquire());
    OPENBEID_TRY(auto question, make_request_pipe({.prompt = request, .pinentry = pinentry_}));
    OPENBEID_TRY(auto answer, make_reply_pipe());
    const auto deadline = now() + request.time_out;
    log::info("asking for a PIN with {}", helper_);
    OPENBEID_TRY(const auto helper,
                 HelperProcess::start(helper_, environment, question.read_end, answer.write_end));
    question.read_end.close();
    answer.write_end.close();
    const auto bytes =
        read_reply({.reply = answer.read_end.get(),
                    .helper = helper.fd(),
                    .cancellation = cancellation != nullptr ? cancellation->fd() : -1,
                    .deadline = deadline},
                   slot.bytes());
    question.write_end.close(); // nobody waits any more: whatever still runs there ends
    OPENBEID_CHECK(bytes);
    return pin_of(*bytes, store);
}

} // namespace openbeid
