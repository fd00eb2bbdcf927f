// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace openbeid::test {

/// The pcscd of tests/support/private-pcscd, and its successors.

/// Returns when it is dead.
void kill_pcscd();
/// Returns when programs can connect; does nothing if one runs.
void start_pcscd();

/// It answers nobody until resume_pcscd(), which is async-signal-safe.
void pause_pcscd();
void resume_pcscd();

} // namespace openbeid::test
