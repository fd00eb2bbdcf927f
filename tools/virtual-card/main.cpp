// SPDX-License-Identifier: Apache-2.0
#include "program/control.hpp"
#include "program/options.hpp"
#include "program/station.hpp"
#include "self_test/self_test.hpp"
#include "virtual_card/persona.hpp"

#include <cstdio>
#include <cstdlib>
#include <span>

namespace {

namespace vc = openbeid::virtual_card;

int fail(const std::string& persona, const openbeid::Error& error)
{
    std::fprintf(
        stderr, "%s: %s (%s)\n", persona.c_str(), openbeid::name_of(error.code), error.where);
    return EXIT_FAILURE;
}

int list(const vc::Options& options)
{
    for (const auto& name : vc::persona_names()) {
        std::printf("%-16s %s\n", name.c_str(), vc::persona_description(name).c_str());
    }
    std::printf("\nKeys and files are kept in %s\n", options.cache.c_str());
    return EXIT_SUCCESS;
}

int prepare(const vc::Options& options)
{
    const auto names = options.persona_given ? std::vector{options.persona} : vc::persona_names();
    for (const auto& name : names) {
        if (const auto persona = vc::load_persona(name, options.cache); !persona) {
            return fail(name, persona.error());
        }
    }
    return EXIT_SUCCESS;
}

int serve(const vc::Options& options)
{
    auto station = vc::Station::with(options);
    if (!station) {
        return fail(options.persona, station.error());
    }
    return vc::serve(*station, options.control, options.insert);
}

} // namespace

int main(int argc, char* argv[])
{
    const std::span<char*> arguments{argv, static_cast<std::size_t>(argc)};
    constexpr std::size_t control_words = 4; // program, "control", socket, command
    if (arguments.size() >= control_words && std::string{arguments[1]} == "control") {
        const auto words = arguments.subspan(control_words - 1);
        return vc::control_client(arguments[2], {words.begin(), words.end()});
    }
    const auto options = vc::parse_options(arguments);
    if (!options) {
        constexpr int usage_error = 2;
        return usage_error;
    }
    switch (options->mode) {
    case vc::Mode::serve: return serve(*options);
    case vc::Mode::self_test: return vc::self_test(options->cache);
    case vc::Mode::list: return list(*options);
    case vc::Mode::prepare: return prepare(*options);
    case vc::Mode::version: std::puts("openbeid-virtual-card " OPENBEID_VERSION); return 0;
    case vc::Mode::help: vc::print_usage(); return 0;
    }
    return EXIT_FAILURE;
}
