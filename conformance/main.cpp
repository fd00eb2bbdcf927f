// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"
#include "options.hpp"
#include "suite.hpp"

#include <algorithm>
#include <cstdio>

namespace openbeid::conformance {

namespace {

constexpr int exit_usage = 2;
constexpr int exit_no_token = 3;

bool wanted(const Options& options, const Suite& suite)
{
    return options.suites.empty() ||
           std::find(options.suites.begin(), options.suites.end(), suite.name) !=
               options.suites.end();
}

std::string unknown_suite(const Options& options)
{
    for (const auto& name : options.suites) {
        const auto all = suites();
        if (std::none_of(all.begin(), all.end(), [&](const Suite& s) { return name == s.name; })) {
            return name;
        }
    }
    return {};
}

void list_checks(const Options& options)
{
    std::printf("| Clause | Check | Expected |\n|---|---|---|\n");
    for (const auto& suite : suites()) {
        if (!wanted(options, suite)) {
            continue;
        }
        auto checks = suite.checks();
        checks.push_back(survival());
        for (const auto& check : checks) {
            std::printf("| %s | `%s.%s` | %s |\n",
                        check.clause.c_str(),
                        suite.name,
                        check.id.c_str(),
                        check.what.c_str());
        }
    }
}

void print_token(const Environment& env)
{
    const auto& info = env.token.info;
    const std::string label(std::begin(info.label), std::end(info.label));
    std::printf("# list %s, slot %lu, token \"%s\", %zu mechanisms, %zu certificates, %zu keys\n",
                name_of(env.list),
                env.slot,
                label.substr(0, label.find_last_not_of(' ') + 1).c_str(),
                env.token.mechanisms.size(),
                env.token.certificates.size(),
                env.token.keys.size());
}

/// In a child process: a module that dies costs the suite, not the run.
void run_suite(Environment& env, const Suite& suite)
{
    constexpr unsigned patience = 300;
    const auto end = run_in_child(
        [&](const ChildChannel& channel) {
            env.report.redirect(&channel);
            suite.run(env);
        },
        patience,
        [&](const Result& result) { env.report.add(result); });
    env.take_notes(end.notes);
    env.report.that("survives", end.normal, "the process goes on", end.how);
    if (!end.normal) {
        env.report.broken("the process ended: " + end.how);
    }
}

void run_suites(const Options& options, Environment& env)
{
    for (const auto& suite : suites()) {
        if (wanted(options, suite)) {
            env.report.begin(name_of(env.list), suite.name, suite.checks());
            run_suite(env, suite);
            env.report.end();
        }
    }
}

/// False when there is no token to check.
bool run_list(const Options& options,
              const Module& module,
              ListVersion list,
              Report& report,
              const Pin* pin,
              VirtualCard* card)
{
    auto* newer = list == ListVersion::v3_0 ? module.list_3_0() : nullptr;
    if (list == ListVersion::v3_0 && newer == nullptr) {
        std::printf("# the module offers no function list 3.0: that run is not applicable\n");
        return true;
    }
    auto* functions =
        newer != nullptr ? reinterpret_cast<CK_FUNCTION_LIST*>(newer) : module.list_2_40();
    Environment env{module, list, functions, newer, report, pin, card};
    env.may_block = options.may_block;
    env.strict = options.strict;
    if (const auto missing = discover(env, options.slot, options.reader); !missing.empty()) {
        std::fprintf(stderr, "openbeid-conformance: %s\n", missing.c_str());
        return false;
    }
    print_token(env);
    if (const auto reason = env.no_login(); !reason.empty()) {
        std::printf("# %s: checks that need a login are skipped\n", reason.c_str());
    }
    run_suites(options, env);
    return true;
}

std::optional<Pin> take_pin(const Options& options)
{
    if (options.pin_descriptor) {
        return Pin::from_descriptor(*options.pin_descriptor);
    }
    return options.pin_variable.empty() ? std::nullopt
                                        : Pin::from_environment(options.pin_variable);
}

int fail(const std::string& why, int status)
{
    std::fprintf(stderr, "openbeid-conformance: %s\n", why.c_str());
    return status;
}

int run(const Options& options)
{
    const auto pin = take_pin(options);
    if (!pin && (options.pin_descriptor || !options.pin_variable.empty())) {
        return fail("there is no PIN where the option says", exit_usage);
    }
    auto card =
        options.virtual_card.empty() ? std::nullopt : VirtualCard::connect(options.virtual_card);
    if (!card && !options.virtual_card.empty()) {
        return fail("no virtual card answers at " + options.virtual_card, exit_no_token);
    }
    std::string error;
    const auto module = Module::open(options.module, error);
    if (!module) {
        return fail(error, exit_usage);
    }
    std::printf("TAP version 13\n# module %s\n", options.module.c_str());
    Report report{stdout, options.quiet, options.strict};
    for (const auto list : options.lists) {
        if (!run_list(
                options, *module, list, report, pin ? &*pin : nullptr, card ? &*card : nullptr)) {
            return exit_no_token;
        }
    }
    report.finish();
    if (!options.junit.empty() && !report.write_junit(options.junit)) {
        return fail("can't write " + options.junit, exit_usage);
    }
    return report.count(Verdict::fail) == 0 ? 0 : 1;
}

} // namespace

} // namespace openbeid::conformance

int main(int argc, char** argv)
{
    using namespace openbeid::conformance;
    std::string error;
    const auto options = parse_options(argc, argv, error);
    if (!options) {
        std::fputs(usage(), stderr);
        return fail(error, exit_usage);
    }
    if (options->help) {
        std::fputs(usage(), stdout);
        return 0;
    }
    if (const auto unknown = unknown_suite(*options); !unknown.empty()) {
        return fail("there is no suite " + unknown, exit_usage);
    }
    if (options->list_checks) {
        list_checks(*options);
        return 0;
    }
    return run(*options);
}
