// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "browsers/databases.hpp"

/// LibreOffice has no NSS database of its own. It takes the one that its user has chosen in its
/// settings (Security, Certificate Path), else that of the default profile of Thunderbird or
/// Firefox, as far as it knows where they are: not ~/.config/mozilla, where Firefox makes new ones
/// (7.4).
namespace openbeid::cli {

struct LibreOfficeChoice {
    std::filesystem::path directory{};
    Packaging packaging{};
};

/// What its user has chosen, for each way in which it is packaged.
[[nodiscard]] std::vector<LibreOfficeChoice> libreoffice_choices();

/**
 * What a user of LibreOffice has to choose there, because it finds none of these databases by
 * itself.
 * @return empty if there is nothing to be done, or nothing to choose
 */
[[nodiscard]] std::filesystem::path
libreoffice_should_choose(const std::vector<NssDatabase>& databases);

} // namespace openbeid::cli
