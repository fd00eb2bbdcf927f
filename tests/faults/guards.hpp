// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"

namespace openbeid::test {

/// The functions of the built module between guards, which complain to the watch.
[[nodiscard]] const CK_FUNCTION_LIST& guarded_list();

} // namespace openbeid::test
