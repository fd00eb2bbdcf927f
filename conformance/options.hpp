// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "module.hpp"

#include <optional>
#include <string>
#include <vector>

namespace openbeid::conformance {

struct Options {
    std::string module;
    std::optional<CK_SLOT_ID> slot;
    std::string reader;
    std::vector<std::string> suites;
    std::vector<ListVersion> lists{ListVersion::v2_40, ListVersion::v3_0};
    std::string pin_variable;
    std::optional<int> pin_descriptor;
    std::string virtual_card;
    std::string junit;
    bool may_block{false};
    bool strict{false};
    bool quiet{false};
    bool list_checks{false};
    bool help{false};
};

/// Nothing, and what is wrong with the command line in `error`.
[[nodiscard]] std::optional<Options> parse_options(int argc, char** argv, std::string& error);
[[nodiscard]] const char* usage() noexcept;

} // namespace openbeid::conformance
