// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <string>

namespace openbeid::virtual_card {

/// "00 20 00 01 08 ** -> 0 9000": the command with masked secrets, the length of the answer's data,
/// the status word; "mute" instead of the last two if there is no answer.
[[nodiscard]] std::string trace_line(ByteView command, ByteView answer);

} // namespace openbeid::virtual_card
