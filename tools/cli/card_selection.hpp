// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "failure.hpp"
#include "options.hpp"

#include <openbeid/reader.hpp>

#include <string>
#include <variant>
#include <vector>

namespace openbeid::cli {

/// An eID and where it is.
struct OpenedCard {
    std::string reader;
    Card card;
};

/// The readers that --reader means; all of them without. Empty if it means none.
[[nodiscard]] std::vector<Reader> matching_readers(const Options& options,
                                                   const std::vector<Reader>& readers);

/// What to say if it means none though there are some.
[[nodiscard]] Failure unknown_reader(const std::string& name);

/// The eID in that reader. While another program is at work with the card, PC/SC makes this wait
/// without end: then the user is told why.
[[nodiscard]] Result<Card>
open_card_in(const Options& options, const Readers& readers, const Reader& reader);

/**
 * The one eID in the readers that are meant; with --wait, as soon as there is one. Two of them are
 * a failure: a PIN try must not be spent on somebody else's card.
 */
[[nodiscard]] std::variant<OpenedCard, Failure> open_card(const Options& options);

} // namespace openbeid::cli
