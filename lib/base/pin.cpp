// SPDX-License-Identifier: Apache-2.0
#include "base/pin.hpp"

#include "base/try.hpp"

#include <algorithm>
#include <utility>

namespace openbeid {

Result<Pin> Pin::from(ByteView digits)
{
    return from(*SecretStore::create(), digits);
}

Result<Pin> Pin::from(SecretStore& store, ByteView digits)
{
    const auto is_digit = [](std::uint8_t c) { return c >= '0' && c <= '9'; };
    if (digits.size() < min_size || digits.size() > max_size ||
        !std::all_of(digits.begin(), digits.end(), is_digit)) {
        return Error{.code = Errc::pin_malformed, .where = "PIN"};
    }
    OPENBEID_TRY(auto slot, store.acquire());
    std::copy(digits.begin(), digits.end(), slot.bytes().begin());
    return Pin{std::make_unique<SecretSlot>(std::move(slot)), digits.size()};
}

Pin::Pin(std::unique_ptr<SecretSlot> slot, std::size_t size) noexcept
    : slot_{std::move(slot)}, size_{size}
{
}

Pin::Pin(Pin&& other) noexcept = default;
Pin& Pin::operator=(Pin&& other) noexcept = default;
Pin::~Pin() = default;

ByteView Pin::view() const noexcept
{
    return std::as_const(*slot_).bytes().first(size_);
}

SecretStore& Pin::store() const noexcept
{
    return slot_->store();
}

} // namespace openbeid
