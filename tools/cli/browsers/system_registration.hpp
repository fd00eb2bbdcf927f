// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "browsers/registrar.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "output.hpp"

/// "openbeid browsers … --system": registration for all users, as far as browsers have that.
namespace openbeid::cli {

[[nodiscard]] Ending show_system_registration(const Options& options);
[[nodiscard]] Ending change_system_registration(const Options& options, Action action);

/// What policies say of the module, for a list beside those of the user; an empty one: nothing.
[[nodiscard]] Json policies_json(const std::filesystem::path& module);
void print_policies(const std::filesystem::path& module);

} // namespace openbeid::cli
