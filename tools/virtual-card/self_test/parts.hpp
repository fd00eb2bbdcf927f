// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "self_test/report.hpp"

#include <functional>
#include <string>

namespace openbeid::virtual_card {

class Probe;

/// A fresh card of that name.
using Cards = std::function<Probe(const std::string& persona)>;

// One part of the self-test each, by the sections of the card reference.
void check_recognition(Report& report, const Cards& cards);          // 1.2, 5.1, 9.2
void check_file_system(Report& report, const Cards& cards);          // 2.1, 2.3, 5.2, 5.4
void check_directories(Report& report, const Cards& cards);          // 2.2
void check_identity(Report& report, const Cards& cards);             // 3, 4.1, 4.2
void check_certificates(Report& report, const Cards& cards);         // 2.3, 4.4
void check_status_words(Report& report, const Cards& cards);         // 5
void check_status_words_of_keys(Report& report, const Cards& cards); // 5.8 and on
void check_pin_commands(Report& report, const Cards& cards);         // 5.5 to 5.7
void check_pin_sequences(Report& report, const Cards& cards);        // 5.9
void check_signatures(Report& report, const Cards& cards);           // 5.8, 5.10, 5.12
void check_line_time(Report& report, const Cards& cards);            // 8

} // namespace openbeid::virtual_card
