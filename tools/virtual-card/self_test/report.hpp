// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace openbeid::virtual_card {

/// Counts checks and prints those that fail.
class Report {
public:
    void check(bool passed, const std::string& what);
    /// `pattern`: hexadecimal digits, `?` for any one; "#28 9000" is 28 bytes and then 9000.
    void answer(std::string_view pattern, const std::string& answer, const std::string& what);
    void equal(const std::string& expected, const std::string& actual, const std::string& what);

    /// Prints the totals. @return the exit code
    [[nodiscard]] int finish() const;

private:
    unsigned checks_{0};
    unsigned failures_{0};
};

} // namespace openbeid::virtual_card
