// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/module.hpp"

namespace openbeid::pkcs11 {

[[nodiscard]] CK_INFO library_info(const PinSource& pins);
[[nodiscard]] CK_SLOT_INFO slot_info(const Slot& slot, bool token_present);
[[nodiscard]] CK_TOKEN_INFO token_info(const Insertion& insertion,
                                       const Module::SessionCounts& sessions,
                                       const PinSource& pins);

} // namespace openbeid::pkcs11
