// SPDX-License-Identifier: Apache-2.0
#include "identity/utf8.hpp"

#include "base/utf8.hpp"

#include <cstddef>

namespace openbeid::identity {

std::string to_text(ByteView bytes)
{
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto part = first_utf8_part(bytes);
        if (part.complete) {
            text.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(part.size));
        } else {
            text += "\xEF\xBF\xBD";
        }
        bytes = bytes.subspan(part.size);
    }
    return text;
}

} // namespace openbeid::identity
