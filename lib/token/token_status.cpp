// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "token/token.hpp"

namespace openbeid::token {

Result<card::PinStatus> Token::ask_pin_status()
{
    OPENBEID_TRY(const auto transaction, begin());
    return card_.pin_status(*transaction);
}

Result<card::PinStatus> Token::pin_status()
{
    if (!pin_exists()) {
        return card::PinStatus{};
    }
    if (!data_.applet.status_query) {
        return card::PinStatus{.verified = false, .tries_left = tries_left()};
    }
    const MutexLock lock{io_};
    auto status = ask_pin_status();
    if (!status && status.error().code == Errc::card_reset) {
        status = ask_pin_status(); // a question may be asked again
    }
    if (!status && status.error().code == Errc::not_activated) {
        pin_exists_ = false;
        return card::PinStatus{};
    }
    if (!status) {
        note(status.error());
        return status;
    }
    if (status->tries_left) {
        tries_left_ = *status->tries_left;
    }
    return status;
}

Result<void> Token::look_before_asking()
{
    OPENBEID_CHECK(may_ask_for_pin());
    if (tries_left()) {
        return {};
    }
    const auto status = pin_status();
    if (!status && status.error().code != Errc::unexpected_status) {
        return status.error();
    }
    return may_ask_for_pin();
}

} // namespace openbeid::token
