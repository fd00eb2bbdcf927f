// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <assuan.h>

namespace openbeid::pin_prompt {

/// Memory for libassuan, whose line buffers see the PIN: locked, not dumped, and wiped when it is
/// given back. A page or more for each piece; libassuan asks for a handful.
[[nodiscard]] assuan_malloc_hooks_t locked_memory() noexcept;

} // namespace openbeid::pin_prompt
