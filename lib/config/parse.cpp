// SPDX-License-Identifier: Apache-2.0
// The only file that knows toml++: header-only, hidden, without exceptions.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include "config/parse.hpp"

#include "base/bytes_of.hpp"
#include "base/utf8.hpp"
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

/**
 * `text` with a ? for each byte of a character beyond ASCII. No key or value of ours has one; names
 * of programs are compared in this form. toml++ (3.3, is_non_ascii_horizontal_whitespace()) assumes
 * that most of them never stand outside of strings and comments, and the compiler builds on that.
 * Bytes that are no UTF-8 stay, for it to refuse.
 */
std::string without_beyond_ascii(std::string_view text)
{
    std::string plain{text};
    for (std::size_t at = 0; at < text.size();) {
        const auto part = first_utf8_part(bytes_of(text.substr(at)));
        if (part.complete && part.size > 1) {
            plain.replace(at, part.size, part.size, '?');
        }
        at += part.size;
    }
    return plain;
}

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
    Reader(Parsed& parsed, std::string_view program)
        : parsed_{parsed}, program_{without_beyond_ascii(program)}
    {
    }

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
            const bool is_ours = !program_.empty() && without_beyond_ascii(name.str()) == program_;
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
    std::string program_;
};

} // namespace

Parsed parse(std::string_view text, const Settings& start, std::string_view program)
{
    Parsed parsed{.settings = start, .warnings = {}};
    Reader reader{parsed, program};
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) { // as some editors put it there
        text.remove_prefix(byte_order_mark.size());
    }
    const auto plain = without_beyond_ascii(text);
    const auto result = toml::parse(std::string_view{plain});
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
