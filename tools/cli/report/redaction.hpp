// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace openbeid::cli {

/**
 * Makes text fit for a stranger. It does not look for what is personal, it lets pass what can't be:
 * known words, and numbers of few digits. Everything else becomes a short hash ("#A1B2"). The key
 * of the hash is made anew for each object and not kept, so equal things can be told from different
 * ones, and nothing else.
 */
class Redaction {
public:
    Redaction();

    /// Whether a word may stay; it has letters, and no blank.
    using Known = std::function<bool(std::string_view)>;

    /// Words pass that are known; numbers pass that are short, and not part of a longer one that is
    /// written with blanks, dots or the like between its digits.
    [[nodiscard]] std::string words(std::string_view text, const Known& known) const;

    /// As above, with the home as ~; of a path, folders and files that every computer has stay.
    [[nodiscard]] std::string paths(std::string_view text) const;

    /// The name of a reader: without what stands in parentheses, serial numbers mostly, and
    /// numbers.
    [[nodiscard]] std::string reader(std::string_view text) const;

private:
    [[nodiscard]] std::string hashed(std::string_view text) const;

    Bytes key_;
    std::string home_;
};

} // namespace openbeid::cli
