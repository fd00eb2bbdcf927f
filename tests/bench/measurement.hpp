// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace openbeid::bench {

/// How much of it.
struct Amount {
    unsigned polls{0};
    unsigned idle_ms{0};
    bool system_calls{true};
};

/// What a scenario cost with one module and one card.
struct Measurement {
    std::string failure; ///< what was refused; the rest then tells of what was done until then
    /// The cards' counters: apdus, bytes_to_card, bytes_from_card, characters, line_time_us, which
    /// is the longest of several cards; and what the program tells: cpu_us, elapsed_us,
    /// peak_rss_kib, rss_before_kib, libraries, new_descriptors, wake_ups, and where they make
    /// sense sign_cpu_us and objects.
    std::map<std::string, std::uint64_t> numbers;
    std::optional<std::uint64_t> system_calls;
    bool card_held{false}; ///< a connection to the card was left at the end
    std::optional<Cost> minimum;

    [[nodiscard]] std::optional<std::uint64_t> number(const std::string& name) const;
    /// Of line time; nothing if the minimum is nothing or not defined, or the work was not done.
    [[nodiscard]] std::optional<double> ratio() const;
};

/// A module by its path; empty for libopenbeid. Throws if the bench itself fails.
[[nodiscard]] Measurement measure(const Scenario& scenario,
                                  const std::string& module,
                                  const std::string& persona,
                                  const Amount& amount);

/// Name and version, as it says itself.
[[nodiscard]] std::string name_of(const std::string& module);

} // namespace openbeid::bench
