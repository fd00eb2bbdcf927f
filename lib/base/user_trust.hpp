// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace openbeid {

/**
 * Whether this process may do what its user's environment and files say: it runs with no rights but
 * his. False under AT_SECURE (set-user-id and the like) and while the real and effective ids
 * differ.
 */
[[nodiscard]] bool user_is_trusted() noexcept;

/// A variable of the environment, or null if there is none or user_is_trusted() says no.
[[nodiscard]] const char* trusted_variable(const char* name) noexcept;

} // namespace openbeid
