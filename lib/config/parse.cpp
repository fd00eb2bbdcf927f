// SPDX-License-Identifier: Apache-2.0
// The only file that knows toml++: header-only, hidden, without exceptions.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include "config/parse.hpp"

#include "config/assign.hpp"

#include <fmt/core.h>
// Some malformed files break what toml++ (3.3, parse_key()) asserts of itself, and then meet its
// error handling. An assertion would end the host; with NDEBUG it is an assumption that the
// compiler builds on.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>

namespace openbeid::config {

namespace {

constexpr std::size_t max_warnings = 16;

unsigned line_of(const toml::source_region& source)
{
    return static_cast<unsigned>(source.begin.line);
}

Value value_of(const toml::node& node)
{
    if (const auto* const text = node.as_string()) {
        return std::string_view{text->get()};
    }
    if (const auto* const flag = node.as_boolean()) {
        return flag->get();
    }
    if (node.is_number()) {
        return node.value_or(-1.0);
    }
    return std::monostate{};
}

/// Reads one file into `parsed`.
class Reader {
public:
    Reader(Parsed& parsed, std::string_view program) : parsed_{parsed}, program_{program} {}

    void read_file(const toml::table& file)
    {
        for (const auto& [name, node] : file) {
            if (name.str() != "program") {
                assign(parsed_.settings, name, node);
            }
        }
        if (const auto* const programs = file.get("program")) {
            read_programs(*programs);
        }
    }

    void warn(unsigned line, std::string text)
    {
        if (parsed_.warnings.size() < max_warnings) {
            parsed_.warnings.push_back({.line = line, .text = std::move(text)});
        }
    }

private:
    void read_programs(const toml::node& node)
    {
        const auto* const programs = node.as_table();
        if (programs == nullptr) {
            warn(line_of(node.source()), R"("program" takes tables, [program."name"])");
            return;
        }
        for (const auto& [name, of_program] : *programs) {
            const auto* const table = of_program.as_table();
            if (table == nullptr) {
                warn(line_of(of_program.source()),
                     fmt::format(R"("program.{}" takes a table)", printable(name.str())));
                continue;
            }
            // Mistakes are told whoever the table is for.
            Settings unused;
            const bool is_ours = !program_.empty() && name.str() == program_;
            for (const auto& [key, value] : *table) {
                assign(is_ours ? parsed_.settings : unused, key, value);
            }
        }
    }

    void assign(Settings& settings, const toml::key& name, const toml::node& node)
    {
        const auto known = std::find_if(
            keys().begin(), keys().end(), [&](const Key& key) { return key.name == name.str(); });
        if (known == keys().end()) {
            warn(line_of(name.source()), fmt::format("unknown key \"{}\"", printable(name.str())));
        } else if (!known->assign(settings, value_of(node))) {
            warn(line_of(node.source()),
                 fmt::format(R"("{}" takes {})", known->name, known->takes));
        }
    }

    Parsed& parsed_;
    std::string_view program_;
};

} // namespace

Parsed parse(std::string_view text, const Settings& start, std::string_view program)
{
    Parsed parsed{.settings = start, .warnings = {}};
    Reader reader{parsed, program};
    const auto result = toml::parse(text);
    if (result.succeeded()) {
        reader.read_file(result.table());
    } else {
        reader.warn(line_of(result.error().source()),
                    fmt::format("not TOML, so all of it is ignored: {}",
                                printable(result.error().description())));
    }
    return parsed;
}

} // namespace openbeid::config
