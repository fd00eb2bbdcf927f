// SPDX-License-Identifier: Apache-2.0
#include "token/proven_pin.hpp"

#include <utility>

namespace openbeid::token {

std::optional<Pin> ProvenPin::take()
{
    const MutexLock lock{mutex_};
    auto pin = std::exchange(pin_, std::nullopt);
    return now() <= expires_ ? std::move(pin) : std::nullopt;
}

void ProvenPin::discard()
{
    const MutexLock lock{mutex_};
    pin_.reset();
}

void ProvenPin::discard_if_expired()
{
    if (now() > expires_) {
        discard();
    }
}

std::shared_ptr<ProvenPin> ProvenPins::add(Pin pin)
{
    auto proven = std::make_shared<ProvenPin>(std::move(pin));
    const MutexLock lock{mutex_};
    std::erase_if(pins_, [](const auto& waiting) { return waiting.expired(); });
    pins_.push_back(proven);
    return proven;
}

void ProvenPins::discard_all() noexcept
{
    const MutexLock lock{mutex_};
    for (const auto& waiting : pins_) {
        if (const auto proven = waiting.lock()) {
            proven->discard();
        }
    }
    pins_.clear();
}

void ProvenPins::discard_expired() noexcept
{
    const MutexLock lock{mutex_};
    for (const auto& waiting : pins_) {
        if (const auto proven = waiting.lock()) {
            proven->discard_if_expired();
        }
    }
}

} // namespace openbeid::token
