// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace openbeid {

/**
 * Notes when the process begins to run its exit handlers. Call it after OpenSSL has registered its
 * own handler, so that ours runs first. Idempotent; any thread.
 *
 * Hosts close sessions and finalise modules inside OpenSSL's exit handler. From then on objects of
 * OpenSSL and the logger must be neither used nor freed: whoever owns one asks
 * process_is_exiting() and leaves it to the kernel.
 */
void watch_process_exit() noexcept;

/// True from the first exit handler on. Async-signal-safe.
[[nodiscard]] bool process_is_exiting() noexcept;

} // namespace openbeid
