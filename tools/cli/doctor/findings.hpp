// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/codes.hpp"
#include "output.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace openbeid::cli {

/// Something that a check saw.
struct Finding {
    const Code* code{nullptr};
    std::string evidence{}; ///< what was seen: a file, a reader, a program; no personal data
    std::string step{};     ///< replaces the code's own next step
    bool fixed{false};      ///< --fix did away with it
    std::string reader{};   ///< where the card is that it is about, if there are several
};

/// Whether the fault is in the card itself: what the doctor's last sentence says. In the order in
/// which the worst counts, where there are several cards.
enum class CardVerdict : std::uint8_t {
    unknown, ///< nothing could be said of any
    in_order,
    pin_unknown, ///< in order, but that it does not tell whether its PIN is blocked
    faulty,
};

/// What the checks found, in their order.
class Findings {
public:
    /// @param code  a name from the tables
    void add(std::string_view code, std::string evidence = {}, std::string step = {});

    /// Of what is added from now on.
    void set_reader(std::string name) { reader_ = std::move(name); }
    /// That one; empty if there is one card only.
    [[nodiscard]] const std::string& reader() const noexcept { return reader_; }

    [[nodiscard]] const std::vector<Finding>& all() const noexcept { return list_; }
    [[nodiscard]] std::vector<Finding>& all() noexcept { return list_; }
    [[nodiscard]] bool any_problem() const noexcept;

    /// What is found of a card; the worst stays.
    void judge(CardVerdict verdict) noexcept { card_ = std::max(card_, verdict); }
    [[nodiscard]] CardVerdict card() const noexcept { return card_; }

private:
    std::vector<Finding> list_;
    std::string reader_;
    CardVerdict card_{CardVerdict::unknown};
};

void print_findings(const Findings& findings, bool verbose);
[[nodiscard]] Json findings_json(const Findings& findings);

/// One sentence about the card alone.
[[nodiscard]] std::string card_sentence(const Findings& findings);

} // namespace openbeid::cli
