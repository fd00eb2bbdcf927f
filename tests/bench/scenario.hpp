// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "minimum.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace openbeid::bench {

/// Which program does the work.
enum class Client : std::uint8_t { module, library };

/// What there is on this computer from an earlier process, with the same card in the reader.
enum class Before : std::uint8_t {
    nothing,   ///< a fresh card, an empty home and runtime directory
    process,   ///< a process did the same work, and left nothing
    warm_cache ///< a process did the same work, and left its caches
};

struct Scenario {
    const char* name;
    const char* title;
    const char* work; ///< of the client
    Client client{Client::module};
    Before before{Before::nothing};
    std::size_t readers{1};
    unsigned signature_ms{0}; ///< how long the card takes for a signature; 0: no time
    bool foreign{false};      ///< for cards that are no eID, instead of for those that are
    /// What the line of each card must at least carry; null where nothing is defined.
    Cost (*minimum)(const CardFacts&){nullptr};
};

[[nodiscard]] std::span<const Scenario> all_scenarios();

} // namespace openbeid::bench
