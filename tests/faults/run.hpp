// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cells.hpp"
#include "named_rv.hpp"
#include "scenarios.hpp"

#include <openbeid/bytes.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace openbeid::test {

/// What came out of some runs.
struct Tally {
    unsigned cells{0};
    unsigned violations{0};
    unsigned reinsertions{0}; ///< where the module believed a lie until the card was taken out
};

/// Runs `scenario` with one fault, and looks at what is left.
class Run {
public:
    Run(const Scenario& scenario, std::string_view persona, const Cell& cell, Tally& tally);

    /// Whether an allocation or a page was refused.
    [[nodiscard]] bool memory_failed() const { return memory_failed_; }
    /// What the first function answered that failed.
    [[nodiscard]] Rv first_error() const { return first_error_; }
    /// The commands with a PIN.
    [[nodiscard]] std::uint64_t pins_sent() const { return pins_sent_; }
    [[nodiscard]] bool came_to_end() const { return came_to_end_; }
    /// The calls of PC/SC.
    [[nodiscard]] const std::vector<std::string>& functions() const { return functions_; }
    /// The headers of the APDUs.
    [[nodiscard]] const std::vector<Bytes>& commands() const { return commands_; }
    [[nodiscard]] std::uint64_t allocations() const { return allocations_; }
    /// Those of them in C_Initialize.
    [[nodiscard]] std::uint64_t allocations_of_start() const { return allocations_of_start_; }

private:
    /// The module works again, as it is.
    void recover();
    void finish();

    const Cell& cell_;
    Tally& tally_;
    bool came_to_end_{false};
    bool memory_failed_{false};
    std::uint64_t pins_sent_{0};
    Rv first_error_{CKR_OK};
    std::vector<std::string> functions_;
    std::vector<Bytes> commands_;
    std::uint64_t allocations_{0};
    std::uint64_t allocations_of_start_{0};
};

} // namespace openbeid::test
