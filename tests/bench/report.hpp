// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "measurement.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace openbeid::bench {

/// The same work with each module of a group.
struct Row {
    std::string persona;
    const Scenario* scenario{nullptr};
    std::vector<Measurement> measurements;
};

/// Modules that are compared.
struct Group {
    std::vector<std::string> paths; ///< empty for libopenbeid
    std::vector<std::string> names; ///< and versions
    std::vector<Row> rows;
};

struct Report {
    std::vector<Group> groups;
    Amount amount;
    std::string why_no_system_calls;
};

/// Tables, the modules side by side.
void print_text(const Report& report, std::ostream& out);
void print_json(const Report& report, std::ostream& out);

} // namespace openbeid::bench
