// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// What the program says, in the user's language. UTF-8 everywhere.
namespace openbeid::cli {

/**
 * Chooses the language of everything below; at the start of the program.
 * @param wanted  fr, nl, de or en; empty: as the environment says, else English
 */
void use_language(std::string_view wanted);

/// The language in use: fr, nl, de or en.
[[nodiscard]] std::string language();

/// A text in the user's language; xgettext collects its arguments.
[[nodiscard]] std::string translate(const char* english);
[[nodiscard]] std::string translate_plural(const char* one, const char* many, long count);

/// Marks a text that stands in a table and is translated where it is used.
[[nodiscard]] constexpr const char* mark(const char* english) noexcept
{
    return english;
}

/// Replaces each {name} in the text by its value.
[[nodiscard]] std::string
fill(std::string text, std::initializer_list<std::pair<std::string_view, std::string_view>> values);

/// Text of a card for a terminal: control characters, which could command it, become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

/// Upper-case digits without separator.
[[nodiscard]] std::string hex(ByteView bytes);

/// The folder of this program's file, with a slash.
[[nodiscard]] std::string program_folder();

} // namespace openbeid::cli
