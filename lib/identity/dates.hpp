// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/identity.hpp>

#include <optional>
#include <string_view>

namespace openbeid::identity {

/// `DD.MM.YYYY`, blanks around it allowed. Nothing if it is anything else or no day of the
/// calendar.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text) noexcept;

/**
 * A date of birth in any of the languages of the card (card reference §3.4): a year, or a day, the
 * name of a month and a year, with blanks and dots between them in any number. A month without a
 * day is known as far as that. Nothing if it is anything else or no day of the calendar.
 */
[[nodiscard]] std::optional<PartialDate> parse_birth_date(std::string_view text) noexcept;

} // namespace openbeid::identity
