// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace openbeid::test {

/// What events_test.sh tells the program.
[[nodiscard]] inline std::string environment(const char* name)
{
    const char* const value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (value == nullptr) {
        throw std::runtime_error{std::string{name} + " is not set: run events_test.sh"};
    }
    return value;
}

} // namespace openbeid::test
