// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"
#include "system_calls.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>

using namespace openbeid::bench;

namespace {

struct Options {
    std::vector<std::string> modules;
    std::vector<std::string> personas{
        "v11-citizen", "v17-citizen", "v18-citizen", "foreign", "foreign-g"};
    std::vector<std::string> scenarios;
    Amount amount{.polls = 1000, .idle_ms = 2000};
    unsigned idle_seconds{2};
    bool no_system_calls{false};
    bool json{false};
    bool list{false};
};

void list_scenarios()
{
    for (const auto& scenario : all_scenarios()) {
        std::cout << scenario.name << '\t' << scenario.title << '\n';
    }
}

bool is_wanted(const Scenario& scenario, const Options& options)
{
    const auto& wanted = options.scenarios;
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), scenario.name) != wanted.end();
}

Row measure_row(const Scenario& scenario,
                const std::string& persona,
                const std::vector<std::string>& modules,
                const Amount& amount)
{
    Row row{.persona = persona, .scenario = &scenario, .measurements = {}};
    for (const auto& module : modules) {
        std::cerr << persona << ": " << scenario.title << (module.empty() ? "" : ": ") << module
                  << '\n';
        row.measurements.push_back(measure(scenario, module, persona, amount));
    }
    return row;
}

Group measure_group(Client client, const std::vector<std::string>& modules, const Options& options)
{
    Group group{.paths = modules, .names = {}, .rows = {}};
    for (const auto& persona : options.personas) {
        for (const auto& scenario : all_scenarios()) {
            const bool fits = scenario.foreign == persona.starts_with("foreign");
            if (fits && scenario.client == client && is_wanted(scenario, options)) {
                group.rows.push_back(measure_row(scenario, persona, modules, options.amount));
            }
        }
    }
    if (!group.rows.empty()) {
        for (const auto& module : modules) {
            group.names.push_back(name_of(module));
        }
    }
    return group;
}

Report measure_all(Options& options)
{
    Report report;
    report.why_no_system_calls = options.no_system_calls ? "not asked for" : why_no_system_calls();
    constexpr unsigned ms_per_second = 1000;
    options.amount.idle_ms = options.idle_seconds * ms_per_second;
    options.amount.system_calls = report.why_no_system_calls.empty();
    report.amount = options.amount;
    report.groups = {measure_group(Client::module, options.modules, options),
                     measure_group(Client::library, {""}, options)};
    std::erase_if(report.groups, [](const Group& group) { return group.rows.empty(); });
    return report;
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    CLI::App app{
        "What the same work costs with different PKCS#11 modules: exchanges with the card "
        "and bytes, line time, CPU time, system calls and memory. Virtual cards have to be "
        "in both readers: tests/bench/run starts them and this program."};
    app.add_option("--module", options.modules, "path of a module; give several to compare them");
    app.add_option("--persona", options.personas, "cards instead of the usual five");
    app.add_option("--scenario", options.scenarios, "only these");
    app.add_option("--polls", options.amount.polls, "rounds of polling, 1000 by default");
    app.add_option("--idle-seconds", options.idle_seconds, "length of idleness, 2 by default");
    app.add_flag("--no-system-calls", options.no_system_calls, "takes half the time");
    app.add_flag("--json", options.json, "for machines");
    app.add_flag("--list", options.list, "the scenarios");
    CLI11_PARSE(app, argc, argv);
    if (options.list) {
        list_scenarios();
        return EXIT_SUCCESS;
    }
    try {
        const auto report = measure_all(options);
        (options.json ? print_json : print_text)(report, std::cout);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "openbeid-bench: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
