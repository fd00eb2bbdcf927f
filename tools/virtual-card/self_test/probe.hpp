// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "self_test/parts.hpp"
#include "self_test/report.hpp"
#include "virtual_card/card.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace openbeid::virtual_card {

/// A powered card that is spoken to in hexadecimal.
class Probe {
public:
    explicit Probe(Persona persona);

    [[nodiscard]] std::string send(std::string_view command);
    /// Reads a file in blocks of 256 bytes; empty if it can't be selected.
    [[nodiscard]] Bytes read(const std::string& path);
    [[nodiscard]] Card& card() { return *card_; }

private:
    std::unique_ptr<Card> card_;
};

/// One line each, "COMMAND -> ANSWER" with the patterns of Report. A command is hexadecimal or one
/// of the words of the table in probe.cpp, such as V for VERIFY with the right PIN.
void run_script(Report& report, Probe& probe, const std::string& name, std::string_view script);

/// A script for each of several cards.
struct ScriptRow {
    const char* personas; ///< names, separated by spaces
    const char* name;
    const char* script;
};
void run_rows(Report& report, const Cards& cards, std::span<const ScriptRow> rows);

/// VERIFY, MSE SET... in hexadecimal; the word itself if it is none.
[[nodiscard]] std::string command_of(const std::string& word);

} // namespace openbeid::virtual_card
