// SPDX-License-Identifier: Apache-2.0
#include "base/pin.hpp"

#include "base/try.hpp"

#include <algorithm>

namespace openbeid {

Result<Pin> Pin::from(SecretStore& store, ByteView digits)
{
    const auto is_digit = [](std::uint8_t c) { return c >= '0' && c <= '9'; };
    if (digits.size() < min_size || digits.size() > max_size ||
        !std::all_of(digits.begin(), digits.end(), is_digit)) {
        return Error{.code = Errc::pin_malformed, .where = "PIN"};
    }
    OPENBEID_TRY(auto slot, store.acquire());
    std::copy(digits.begin(), digits.end(), slot.bytes().begin());
    return Pin{std::move(slot), digits.size()};
}

} // namespace openbeid
