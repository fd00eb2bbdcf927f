// SPDX-License-Identifier: Apache-2.0
#include "self_test/report.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace openbeid::virtual_card {

namespace {

bool fits(const std::string& pattern, std::string_view text)
{
    return pattern.size() == text.size() &&
           std::equal(pattern.begin(), pattern.end(), text.begin(), [](char p, char c) {
               return p == '?' || p == c;
           });
}

/// Without spaces, and with the `#28` written out as 56 question marks.
std::string written_out(std::string_view pattern)
{
    std::istringstream in{std::string{pattern}};
    std::string digits;
    for (std::string word; in >> word;) {
        digits += word.front() == '#' ? std::string(2 * std::stoul(word.substr(1)), '?') : word;
    }
    return digits;
}

} // namespace

void Report::check(bool passed, const std::string& what)
{
    ++checks_;
    if (!passed) {
        ++failures_;
        std::printf("FAILED %s\n", what.c_str());
    }
}

void Report::answer(std::string_view pattern, const std::string& answer, const std::string& what)
{
    const bool passed = fits(written_out(pattern), answer);
    check(passed, passed ? "" : what + ": expected " + std::string{pattern} + ", got " + answer);
}

void Report::equal(const std::string& expected, const std::string& actual, const std::string& what)
{
    const bool passed = expected == actual;
    check(passed, passed ? "" : what + ": expected " + expected + ", got " + actual);
}

int Report::finish() const
{
    std::printf("%u checks, %u failed\n", checks_, failures_);
    return failures_ == 0 ? 0 : 1;
}

} // namespace openbeid::virtual_card
