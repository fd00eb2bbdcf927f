// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "commands.hpp"
#include "text.hpp"

namespace openbeid::cli {

Ending run_pin_status(const Options& options, OpenedCard& opened)
{
    const auto status = opened.card.pin_status();
    if (!status) {
        return failure_of(status.error());
    }
    const bool blocked = status->exists && status->tries_left == std::uint8_t{0};
    if (options.json) {
        auto data = pin_json(*status);
        data["advice"] = blocked ? Json(unblocking_advice(opened.card.info())) : Json{};
        print_json({{"pin", std::move(data)}});
        return ExitCode::done;
    }
    print_field(translate("PIN"), pin_text(*status));
    if (blocked) {
        print_line(unblocking_advice(opened.card.info()));
    }
    return ExitCode::done;
}

} // namespace openbeid::cli
