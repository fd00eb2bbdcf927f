// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <getopt.h>

#include <array>
#include <charconv>
#include <cstring>

namespace openbeid::conformance {

namespace {

enum Option : int {
    option_module = 1,
    option_slot,
    option_reader,
    option_suite,
    option_list,
    option_pin_env,
    option_pin_fd,
    option_virtual_card,
    option_may_block,
    option_junit,
    option_strict,
    option_quiet,
    option_list_checks,
    option_help,
};

constexpr std::array<option, 15> names{{
    {"module", required_argument, nullptr, option_module},
    {"slot", required_argument, nullptr, option_slot},
    {"reader", required_argument, nullptr, option_reader},
    {"suite", required_argument, nullptr, option_suite},
    {"list", required_argument, nullptr, option_list},
    {"pin-env", required_argument, nullptr, option_pin_env},
    {"pin-fd", required_argument, nullptr, option_pin_fd},
    {"virtual-card", required_argument, nullptr, option_virtual_card},
    {"may-block", no_argument, nullptr, option_may_block},
    {"junit", required_argument, nullptr, option_junit},
    {"strict", no_argument, nullptr, option_strict},
    {"quiet", no_argument, nullptr, option_quiet},
    {"list-checks", no_argument, nullptr, option_list_checks},
    {"help", no_argument, nullptr, option_help},
    {nullptr, 0, nullptr, 0},
}};

template <typename Number>
std::optional<Number> number(const char* text)
{
    Number value{};
    const char* last = text + std::strlen(text);
    const auto [end, error] = std::from_chars(text, last, value);
    return error == std::errc{} && end == last ? std::optional{value} : std::nullopt;
}

bool set_lists(Options& options, const std::string& value)
{
    if (value == "2.40") {
        options.lists = {ListVersion::v2_40};
    } else if (value == "3.0") {
        options.lists = {ListVersion::v3_0};
    } else {
        return value == "both";
    }
    return true;
}

bool set_flag(Options& options, int name)
{
    switch (name) {
    case option_may_block: return options.may_block = true;
    case option_strict: return options.strict = true;
    case option_quiet: return options.quiet = true;
    case option_list_checks: return options.list_checks = true;
    case option_help: return options.help = true;
    default: return false;
    }
}

bool set_value(Options& options, int name, const char* value)
{
    switch (name) {
    case option_module: options.module = value; return true;
    case option_slot: return (options.slot = number<CK_SLOT_ID>(value)).has_value();
    case option_reader: options.reader = value; return true;
    case option_suite: options.suites.emplace_back(value); return true;
    case option_list: return set_lists(options, value);
    case option_pin_env: options.pin_variable = value; return true;
    case option_pin_fd: return (options.pin_descriptor = number<int>(value)).has_value();
    case option_virtual_card: options.virtual_card = value; return true;
    case option_junit: options.junit = value; return true;
    default: return false;
    }
}

} // namespace

std::optional<Options> parse_options(int argc, char** argv, std::string& error)
{
    Options options;
    opterr = 0;
    for (int name = 0; (name = getopt_long(argc, argv, "h", names.data(), nullptr)) != -1;) {
        name = name == 'h' ? option_help : name;
        const bool good =
            optarg == nullptr ? set_flag(options, name) : set_value(options, name, optarg);
        if (!good) {
            error = std::string{"can't use "} + argv[optind - 1];
            return std::nullopt;
        }
    }
    if (optind < argc) {
        error = std::string{"can't use "} + argv[optind];
    } else if (options.module.empty() && !options.list_checks && !options.help) {
        error = "--module is missing";
    } else if (!options.pin_variable.empty() && options.pin_descriptor) {
        error = "--pin-env and --pin-fd exclude each other";
    } else if (options.may_block && options.virtual_card.empty()) {
        error = "--may-block is for a virtual card only";
    }
    return error.empty() ? std::optional{options} : std::nullopt;
}

const char* usage() noexcept
{
    return R"(usage: openbeid-conformance --module PATH [options]

Checks a PKCS#11 module and its token against the standard. Prints TAP.

  --module PATH          the module
  --slot N               slot id; default: the first slot with a usable token
  --reader NAME          the first such slot whose description contains NAME
  --suite NAME           run only this suite; may be repeated
  --list 2.40|3.0|both   function lists to go through; default: both
  --pin-env NAME         take the user PIN from this environment variable
  --pin-fd N             take the user PIN from this file descriptor, up to the line end
  --virtual-card SOCKET  control channel of a virtual card: also wrong PINs and physical events
  --may-block            with --virtual-card: block the PIN at the end
  --strict               what the standard allows but OpenBeID does not do is a failure
  --junit FILE           also write JUnit XML
  --quiet                print only what did not pass
  --list-checks          print the catalogue: clause, check, what is expected

Exit status: 0 nothing failed, 1 something failed, 2 usage, 3 no token.
)";
}

} // namespace openbeid::conformance
