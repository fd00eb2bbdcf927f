// SPDX-License-Identifier: Apache-2.0
#include "argument_checks.hpp"

#include "text.hpp"

#include <algorithm>

namespace openbeid::cli {

CLI::Validator not_empty()
{
    return {[](const std::string& value) {
                return value.empty() ? translate("its value is empty") : std::string{};
            },
            ""};
}

CLI::Validator one_of(const std::vector<std::string>& known)
{
    std::string list;
    for (const auto& each : known) {
        list += (list.empty() ? "" : ", ") + each;
    }
    return {[known, list](const std::string& value) {
                return std::ranges::find(known, value) != known.end()
                           ? std::string{}
                           : fill(translate("\"{value}\" is none of {list}"),
                                  {{"value", value}, {"list", list}});
            },
            "{" + list + "}"};
}

CLI::Validator descriptor()
{
    return {[](const std::string& value) {
                constexpr std::size_t most_digits = 6;
                const bool good = !value.empty() && value.size() <= most_digits &&
                                  std::ranges::all_of(value, [](char letter) {
                                      return letter >= '0' && letter <= '9';
                                  });
                return good ? std::string{}
                            : fill(translate("\"{value}\" is no number of a descriptor"),
                                   {{"value", value}});
            },
            ""};
}

std::string reason_of(const CLI::ParseError& error)
{
    const std::string text{error.what()};
    const auto colon = text.find(": ");
    const auto before = text.substr(0, colon);
    const auto after = colon == std::string::npos ? std::string{} : text.substr(colon + 2);
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
        return fill(translate("not expected: {what}"), {{"what", after}});
    }
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
        return translate("a command is missing after it");
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        return fill(translate("{option} needs a value"), {{"option", before}});
    }
    return text;
}

} // namespace openbeid::cli
