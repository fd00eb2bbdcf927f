// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace openbeid::cli {

/// Names of the smart card readers (class CCID) on the USB bus, as the kernel knows them.
[[nodiscard]] std::vector<std::string> usb_readers();

} // namespace openbeid::cli
