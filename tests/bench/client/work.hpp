// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace openbeid::bench {

/// What a scenario is done with.
struct Setting {
    std::string module;
    std::vector<std::string> readers; ///< those with a card
    unsigned polls{0};
    unsigned idle_ms{0};
};

/// The work of a scenario, in a process that does nothing else: tells what the report needs by
/// Meter and ends. Throws Refusal or std::runtime_error.
using Work = void (*)(const Setting&);

/// Null if there is none of that name.
[[nodiscard]] Work find_work(const std::string& name);

// work_start.cpp
void print_name(const Setting& setting);
void load(const Setting& setting);
void start_browser_only(const Setting& setting);
void list_certificates(const Setting& setting);

// work_sign.cpp
void log_in_as_browser(const Setting& setting);
void sign_ten_times(const Setting& setting);
void sign_legally(const Setting& setting);
void use_two_readers(const Setting& setting);

// work_data.cpp
void read_surname(const Setting& setting);
void read_data_without_photo(const Setting& setting);
void read_all_data(const Setting& setting);

// work_wait.cpp
void stay_idle(const Setting& setting);
void poll_token(const Setting& setting);
void poll_foreign_card(const Setting& setting);

} // namespace openbeid::bench
