// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card_control.hpp"
#include "work.hpp"

#include <array>
#include <random>
#include <string>
#include <vector>

namespace openbeid::test {

/// A reader and the two cards that are in it by turns.
struct Place {
    CardControl card;
    std::array<std::string, 2> personas;
};

/// What happens to readers and cards without the module: one random thing after the other.
class Incidents {
public:
    Incidents(std::uint64_t seed, std::vector<Place> places, Findings& findings);

    void happen_once();
    /// The cards must have lost no PIN try.
    void check_tries();

private:
    void happen(unsigned kind, Place& place);

    std::mt19937_64 random_;
    std::vector<Place> places_;
    Findings& findings_;
};

} // namespace openbeid::test
