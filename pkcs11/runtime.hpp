// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/module.hpp"

namespace openbeid::pkcs11 {

/// The module of this process; null before C_Initialize, after C_Finalize, and in a forked child
/// that has not called C_Initialize itself.
[[nodiscard]] std::shared_ptr<Module> current_module() noexcept;

/// C_Initialize. Never fails for want of a reader or of pcscd.
[[nodiscard]] CK_RV initialize();

/// C_Finalize.
[[nodiscard]] CK_RV finalize();

} // namespace openbeid::pkcs11
