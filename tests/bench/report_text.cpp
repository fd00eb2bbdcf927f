// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <array>
#include <iomanip>
#include <ostream>
#include <set>
#include <span>
#include <sstream>

namespace openbeid::bench {

namespace {

constexpr int title_width = 28;
constexpr int cell_width = 9;
constexpr const char* nothing = "-";

std::string decimal(double value, int digits)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
}

std::string whole(const std::optional<std::uint64_t>& number)
{
    return number ? std::to_string(*number) : nothing;
}

/// In a unit a thousand times as large.
std::string thousandth(const std::optional<std::uint64_t>& number, int digits)
{
    constexpr double thousand = 1000;
    return number ? decimal(static_cast<double>(*number) / thousand, digits) : nothing;
}

struct Column {
    const char* title;
    std::string (*text)(const Measurement&);
};

constexpr std::array card_columns{
    Column{"exchanges", [](const Measurement& m) { return whole(m.number("apdus")); }},
    Column{"x minimum",
           [](const Measurement& m) {
               const auto ratio = m.ratio();
               return ratio ? decimal(*ratio, 2) : std::string{nothing};
           }},
    Column{"bytes to card", [](const Measurement& m) { return whole(m.number("bytes_to_card")); }},
    Column{"bytes from card",
           [](const Measurement& m) { return whole(m.number("bytes_from_card")); }},
    Column{"line time, ms",
           [](const Measurement& m) { return thousandth(m.number("line_time_us"), 0); }},
};

constexpr std::array computer_columns{
    Column{"CPU, ms", [](const Measurement& m) { return thousandth(m.number("cpu_us"), 1); }},
    Column{"CPU of C_Sign",
           [](const Measurement& m) { return thousandth(m.number("sign_cpu_us"), 2); }},
    Column{"system calls", [](const Measurement& m) { return whole(m.system_calls); }},
    Column{"wake-ups", [](const Measurement& m) { return whole(m.number("wake_ups")); }},
    Column{"peak RSS, MB",
           [](const Measurement& m) { return thousandth(m.number("peak_rss_kib"), 1); }},
    Column{"libraries", [](const Measurement& m) { return whole(m.number("libraries")); }},
    Column{"elapsed, ms",
           [](const Measurement& m) { return thousandth(m.number("elapsed_us"), 0); }},
};

char letter(std::size_t module)
{
    return static_cast<char>('A' + module);
}

std::set<std::string> personas_of(const Group& group)
{
    std::set<std::string> personas;
    for (const auto& row : group.rows) {
        personas.insert(row.persona);
    }
    return personas;
}

void print_head(std::ostream& out, std::span<const Column> columns, std::size_t modules)
{
    const auto width = cell_width * static_cast<int>(modules);
    out << std::setw(title_width) << "";
    for (const auto& column : columns) {
        out << " |" << std::setw(std::max(width, title_width / 2)) << column.title;
    }
    out << '\n' << std::setw(title_width) << "";
    const auto padding = std::max(0, title_width / 2 - width);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        out << " |" << std::string(static_cast<std::size_t>(padding), ' ');
        for (std::size_t module = 0; module < modules; ++module) {
            out << std::setw(cell_width) << letter(module);
        }
    }
    out << '\n';
}

void print_row(std::ostream& out, std::span<const Column> columns, const Row& row)
{
    const auto width = cell_width * static_cast<int>(row.measurements.size());
    const auto padding = std::max(0, title_width / 2 - width);
    out << std::left << std::setw(title_width) << row.scenario->title << std::right;
    for (const auto& column : columns) {
        out << " |" << std::string(static_cast<std::size_t>(padding), ' ');
        for (const auto& measured : row.measurements) {
            const bool failed = !measured.failure.empty();
            out << std::setw(cell_width) << (failed ? "*" : column.text(measured));
        }
    }
    out << '\n';
}

void print_failures(std::ostream& out, const Group& group, const std::string& persona)
{
    for (const auto& row : group.rows) {
        for (std::size_t i = 0; row.persona == persona && i < row.measurements.size(); ++i) {
            const auto& measured = row.measurements[i];
            if (!measured.failure.empty()) {
                out << "* " << letter(i) << ", " << row.scenario->title << ": " << measured.failure
                    << ", after " << whole(measured.number("apdus")) << " exchanges\n";
            }
        }
    }
}

void print_table(std::ostream& out,
                 const Group& group,
                 const std::string& persona,
                 std::span<const Column> columns)
{
    print_head(out, columns, group.names.size());
    for (const auto& row : group.rows) {
        if (row.persona == persona) {
            print_row(out, columns, row);
        }
    }
    out << '\n';
}

void print_group(std::ostream& out, const Group& group)
{
    for (std::size_t module = 0; module < group.names.size(); ++module) {
        out << letter(module) << "  " << group.names[module] << "  " << group.paths[module] << '\n';
    }
    for (const auto& persona : personas_of(group)) {
        out << "\n=== " << persona << ": the card\n";
        print_table(out, group, persona, card_columns);
        out << "=== " << persona << ": the computer\n";
        print_table(out, group, persona, computer_columns);
        print_failures(out, group, persona);
    }
    out << '\n';
}

} // namespace

void print_text(const Report& report, std::ostream& out)
{
    for (const auto& group : report.groups) {
        print_group(out, group);
    }
    constexpr unsigned ms_per_second = 1000;
    out << "Polls: " << report.amount.polls
        << " rounds. Idle: " << report.amount.idle_ms / ms_per_second << " s.\n"
        << "x minimum: characters on the line of the card, in proportion to the least possible.\n";
    if (!report.why_no_system_calls.empty()) {
        out << "System calls are not counted: " << report.why_no_system_calls << ".\n";
    }
}

} // namespace openbeid::bench
