// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <string>

namespace openbeid::identity {

/// The text that the bytes spell in UTF-8. Each maximal part of an ill-formed sequence becomes one
/// U+FFFD, as the Unicode Standard §3.9 recommends.
[[nodiscard]] std::string to_text(ByteView bytes);

} // namespace openbeid::identity
