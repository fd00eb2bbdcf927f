// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "failure.hpp"
#include "options.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace openbeid::cli {

/// Keys stay in the order in which they were set.
using Json = nlohmann::ordered_json;

/// A line of data: standard output.
void print_line(std::string_view line = {});

/// "Label: value", which a screen reader follows; nothing if the value is empty.
void print_field(std::string_view label, std::string_view value);

/// Indented. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_text(const Json& data);

/// The data of --json: one object, standard output.
void print_json(const Json& data);

/// What is not data: standard error, unless --quiet.
void print_note(const Options& options, std::string_view line);

/// Says why a command failed, with --json also as data. What went wrong is said even if --quiet.
void print_failure(const Options& options, const Failure& failure);

/// Whether standard error is a terminal that can be written over.
[[nodiscard]] bool can_show_progress(const Options& options);

/// Shows how far a long reading is, in place; an empty line ends it.
void show_progress(std::string_view line);

} // namespace openbeid::cli
