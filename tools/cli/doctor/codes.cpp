// SPDX-License-Identifier: Apache-2.0
#include "doctor/codes.hpp"

#include "doctor/code_tables.hpp"

#include <array>

namespace openbeid::cli {

namespace {

constexpr std::size_t code_count = reader_codes.size() + card_codes.size() + computer_codes.size();

/// The tables behind each other.
constexpr std::array<Code, code_count> joined()
{
    std::array<Code, code_count> all{};
    std::size_t next = 0;
    for (const auto& code : reader_codes) {
        all[next++] = code;
    }
    for (const auto& code : card_codes) {
        all[next++] = code;
    }
    for (const auto& code : computer_codes) {
        all[next++] = code;
    }
    return all;
}

constexpr auto table = joined();

} // namespace

std::span<const Code> codes() noexcept
{
    return table;
}

const Code* find_code(std::string_view name) noexcept
{
    for (const auto& code : table) {
        if (name == code.name) {
            return &code;
        }
    }
    return nullptr;
}

const char* key_of(Severity severity) noexcept
{
    switch (severity) {
    case Severity::fine: return "fine";
    case Severity::hint: return "hint";
    case Severity::warning: return "warning";
    case Severity::problem: return "problem";
    }
    return "";
}

} // namespace openbeid::cli
