// SPDX-License-Identifier: Apache-2.0
#include "token/refused_pin.hpp"

#include "base/log.hpp"
#include "crypto/hmac.hpp"

#include <algorithm>

namespace openbeid::token {

namespace {

constexpr std::size_t mac_size = 32;
static_assert(2 * mac_size <= SecretSlot::capacity, "key and MAC share a slot");

} // namespace

void RefusedPin::remember(const Pin& pin, std::optional<std::uint8_t> tries_left)
{
    refused_.reset();
    auto slot = store_.acquire();
    if (!slot) {
        return; // without memory the card's own counter remains the guard
    }
    const auto key = slot->bytes().first(mac_size);
    if (!crypto::random_bytes(context_, key)) {
        return;
    }
    auto mac = crypto::hmac_sha256(context_, key, pin.view());
    if (!mac) {
        return;
    }
    std::copy(mac->begin(), mac->end(), slot->bytes().subspan(mac_size).begin());
    wipe(*mac);
    refused_ = Refused{.key_and_mac = *std::move(slot), .tries_left = tries_left, .since = now()};
}

bool RefusedPin::is(const Pin& pin)
{
    if (refused_ && now() - refused_->since > memory) {
        refused_.reset();
    }
    if (!refused_) {
        return false;
    }
    const auto kept = refused_->key_and_mac.bytes();
    auto mac = crypto::hmac_sha256(context_, kept.first(mac_size), pin.view());
    if (!mac) {
        return false;
    }
    const bool same = std::equal(mac->begin(), mac->end(), kept.begin() + mac_size);
    wipe(*mac);
    return same;
}

std::optional<std::uint8_t> RefusedPin::tries_left() const noexcept
{
    return refused_ ? refused_->tries_left : std::nullopt;
}

} // namespace openbeid::token
