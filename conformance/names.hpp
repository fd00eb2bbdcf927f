// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cryptoki30.hpp"

#include <string>

namespace openbeid::conformance {

/// The symbol of the standard, or the number in hexadecimal.
[[nodiscard]] std::string code_name(CK_RV code);
[[nodiscard]] std::string mechanism_name(CK_MECHANISM_TYPE type);
[[nodiscard]] std::string attribute_name(CK_ATTRIBUTE_TYPE type);
[[nodiscard]] std::string hex_number(CK_ULONG value);

} // namespace openbeid::conformance
