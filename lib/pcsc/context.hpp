// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/result.hpp>

#include <winscard.h>

namespace openbeid::pcsc {

/**
 * One SCARDCONTEXT: a socket of its own to pcscd. pcsc-lite serialises the calls of one context,
 * so whoever may block has one to himself. When pcscd dies the context is dead for good.
 */
class Context {
public:
    /// One thread at a time, as libpcsclite has it anyway.
    /// Fails: service_unavailable, out_of_memory, io.
    [[nodiscard]] static Result<Context> establish();

    Context(Context&& other) noexcept;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    Context& operator=(Context&&) = delete;
    /// Also safe when pcscd has died.
    ~Context();

    [[nodiscard]] SCARDCONTEXT handle() const noexcept { return handle_; }

private:
    explicit Context(SCARDCONTEXT handle) noexcept : handle_{handle} {}

    SCARDCONTEXT handle_;
    bool owned_{true};
};

/**
 * From now on a fork of this process waits until no thread is in Context::establish(), a second at
 * most. libpcsclite (1.9.9, 2.3.3) has one lock for the whole process, which it holds there until
 * pcscd has answered; a child that is forked meanwhile finds it locked for ever. After that second
 * the child goes without: its establish() fails at once, with service_unavailable.
 *
 * Not covered: the moment for which every call of libpcsclite takes that lock, and the host's own
 * calls. Idempotent; any thread.
 */
void watch_forks() noexcept;

} // namespace openbeid::pcsc
