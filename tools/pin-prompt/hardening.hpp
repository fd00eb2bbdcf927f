// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace openbeid::pin_prompt {

/// Makes this process a place for a PIN: no core dump, not to be read by other processes of the
/// user, in memory only as far as the user's limits allow. What matters most is locked on its own
/// (SecretStore, locked_memory.hpp), so a refusal is no reason not to ask.
void harden_process() noexcept;

} // namespace openbeid::pin_prompt
