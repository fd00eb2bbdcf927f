// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"

namespace openbeid::test {

/// The functions of the built module, unwatched.
[[nodiscard]] const CK_FUNCTION_LIST& loaded_list();

} // namespace openbeid::test
