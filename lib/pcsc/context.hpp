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

} // namespace openbeid::pcsc
