// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace openbeid::test {

/// p11() loads the module by itself; a scenario about loading does it in these steps.
void load_module();
void unload_module();
[[nodiscard]] bool is_module_mapped();

} // namespace openbeid::test
