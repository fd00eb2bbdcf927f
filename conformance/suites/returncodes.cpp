// SPDX-License-Identifier: Apache-2.0
#include "suites/returncodes.hpp"

#include "child.hpp"
#include "suites/suites.hpp"

namespace openbeid::conformance {

namespace {

std::vector<std::span<const Row>> tables()
{
    return {library_rows(),
            session_rows(),
            object_rows(),
            sign_init_rows(),
            sign_rows(),
            operation_rows()};
}

void run_row(Environment& env, const Row& row)
{
    if (row.virtual_only && env.card == nullptr) {
        env.report.skip(row.id, "only with --virtual-card: could cost a try of a real card");
        return;
    }
    Fixture fixture{env, row.state};
    if (!fixture.ready()) {
        if (fixture.skipped()) {
            env.report.skip(row.id, fixture.problem());
        } else {
            env.report.that(row.id, false, codes_text(row.codes.ours), fixture.problem());
        }
        return;
    }
    const auto code = row.call(fixture);
    if (code) {
        env.report.code(row.id, row.codes, *code);
    } else {
        env.report.skip(row.id, "the token or this function list has not what the check needs");
    }
}

} // namespace

std::vector<CheckInfo> returncodes_checks()
{
    std::vector<CheckInfo> checks = generated_checks();
    for (const auto table : tables()) {
        for (const auto& row : table) {
            checks.push_back({row.id, row.clause, codes_text(row.codes.ours)});
        }
    }
    return checks;
}

void run_returncodes(Environment& env)
{
    run_generated(env);
    std::vector<const Row*> rows;
    for (const auto table : tables()) {
        for (const auto& row : table) {
            rows.push_back(&row);
        }
    }
    run_steps(
        env,
        rows.size(),
        [&](std::size_t i) { run_row(env, *rows[i]); },
        [&](std::size_t i, const std::string& how) {
            env.report.that(rows[i]->id, false, codes_text(rows[i]->codes.ours), how);
        });
}

} // namespace openbeid::conformance
