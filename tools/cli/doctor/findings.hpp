// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/codes.hpp"
#include "output.hpp"

#include <string>
#include <vector>

namespace openbeid::cli {

/// Something that a check saw.
struct Finding {
    const Code* code{nullptr};
    std::string evidence{}; ///< what was seen: a file, a reader, a program; no personal data
    std::string step{};     ///< replaces the code's own next step
    bool fixed{false};      ///< --fix did away with it
};

/// Whether the fault is in the card itself: what the doctor's last sentence says.
enum class CardVerdict : std::uint8_t { unknown, in_order, faulty };

/// What the checks found, in their order.
class Findings {
public:
    /// @param code  a name from the tables
    void add(std::string_view code, std::string evidence = {}, std::string step = {});

    [[nodiscard]] const std::vector<Finding>& all() const noexcept { return list_; }
    [[nodiscard]] std::vector<Finding>& all() noexcept { return list_; }
    [[nodiscard]] bool any_problem() const noexcept;

    CardVerdict card{CardVerdict::unknown};

private:
    std::vector<Finding> list_;
};

void print_findings(const Findings& findings, bool verbose);
[[nodiscard]] Json findings_json(const Findings& findings);

/// One sentence about the card alone.
[[nodiscard]] std::string card_sentence(const Findings& findings);

} // namespace openbeid::cli
