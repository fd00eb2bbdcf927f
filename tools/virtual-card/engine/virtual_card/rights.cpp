// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/rights.hpp"

#include <utility>

namespace openbeid::virtual_card {

void Rights::clear()
{
    authentication_ = false;
    remaining_slack_.reset();
}

void Rights::grant(bool non_repudiation)
{
    if (non_repudiation) {
        remaining_slack_ = rule_.slack;
    }
    if (!non_repudiation || rule_.always_opens_authentication) {
        authentication_ = true;
    }
}

void Rights::drop_non_repudiation()
{
    remaining_slack_.reset();
}

void Rights::another_command()
{
    if (!remaining_slack_) {
        return;
    }
    if (*remaining_slack_ > 0) {
        --*remaining_slack_;
        return;
    }
    remaining_slack_.reset();
    authentication_ = authentication_ || rule_.broken_sequence_opens_authentication;
}

bool Rights::take_non_repudiation()
{
    return std::exchange(remaining_slack_, std::nullopt).has_value();
}

} // namespace openbeid::virtual_card
