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
    const MutexLock lock{io_};
    return current_pin_status();
}

Result<void> Token::look_before_asking()
{
    const MutexLock lock{io_};
    return look_at_tries();
}

Result<void> Token::look_at_tries()
{
    if (const auto status = current_pin_status(); !status) {
        // What is remembered has to do, unless nothing can follow.
        OPENBEID_CHECK(alive() ? Result<void>{} : status.error());
    }
    return may_ask_for_pin();
}

Result<card::PinStatus> Token::current_pin_status()
{
    if (!pin_exists()) {
        return card::PinStatus{};
    }
    if (!data_.applet.status_query) {
        return card::PinStatus{.verified = false, .tries_left = tries_left()};
    }
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

} // namespace openbeid::token
