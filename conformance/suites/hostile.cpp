// SPDX-License-Identifier: Apache-2.0
#include "suites/hostile.hpp"

#include "child.hpp"
#include "suites/suites.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace openbeid::conformance {

namespace {

constexpr const char* hostile_clause = "no call of any caller may end the process";

std::string expected_of(const HostileCase& item)
{
    if (!item.codes.empty()) {
        return codes_text(item.codes);
    }
    return item.never.empty() ? "any code" : "not " + codes_text(item.never);
}

Result verdict_of(const Environment& env, const HostileCase& item, CK_RV code)
{
    const auto has = [code](const std::vector<CK_RV>& codes) {
        return std::find(codes.begin(), codes.end(), code) != codes.end();
    };
    Result result;
    result.id = item.check;
    result.instance = item.name;
    result.expected = expected_of(item);
    result.got = code_name(code);
    const bool good = item.codes.empty() ? !has(item.never) : has(item.codes);
    if (!good) {
        result.verdict = Verdict::fail;
    } else if (code == CKR_GENERAL_ERROR) {
        result.verdict = env.strict ? Verdict::fail : Verdict::deviation;
        result.reason = "says nothing about what was wrong";
    }
    return result;
}

void run_case(Environment& env, const HostileCase& item)
{
    Fixture fixture{env, env.no_login().empty() ? State::ro_user : State::ro};
    if (fixture.ready()) {
        env.report.add(verdict_of(env, item, item.call(fixture)));
    } else {
        env.report.that(item.check, false, "a session", fixture.problem(), item.name);
    }
}

void run_cases(Environment& env, const HostileCases& cases)
{
    run_steps(
        env,
        cases.size(),
        [&](std::size_t i) { run_case(env, cases[i]); },
        [&](std::size_t i, const std::string& how) {
            env.report.that(cases[i].check, false, expected_of(cases[i]), how, cases[i].name);
        });
}

} // namespace

GuardedPage::GuardedPage()
{
    const auto size = static_cast<std::size_t>(getpagesize());
    void* pages =
        mmap(nullptr, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
        throw std::bad_alloc{};
    }
    page_ = static_cast<CK_BYTE*>(pages);
    mprotect(page_ + size, size, PROT_NONE);
}

GuardedPage::~GuardedPage()
{
    munmap(page_, 2 * static_cast<std::size_t>(getpagesize()));
}

CK_BYTE* GuardedPage::last(std::size_t size) const noexcept
{
    return page_ + getpagesize() - size;
}

std::vector<CheckInfo> hostile_checks()
{
    return {
        {"misaligned", hostile_clause, "pointers to odd addresses: as with aligned ones"},
        {"length", hostile_clause, "lengths 0, 1, 2^31, 2^32, 2^64-1 of inputs"},
        {"room", hostile_clause, "lengths 0, 1, 2^31, 2^32, 2^64-1 of result buffers"},
        {"count", hostile_clause, "template counts up to 2^64-1"},
        {"handle", hostile_clause, "sessions, objects and slots that do not exist"},
        {"null", hostile_clause, "all pointers NULL, all lengths 0 or 1"},
        {"scalar", hostile_clause, "scalar attributes of wrong length in a template"},
        {"nested",
         hostile_clause,
         "array attributes in a template, with junk or themselves inside"},
        {"untouched",
         hostile_clause,
         "C_GetAttributeValue neither reads nor writes a buffer that is too short"},
        {"parameter", hostile_clause, "mechanism parameters of any length at forbidden addresses"},
        {"changed", hostile_clause, "mechanism and parameter changed or freed after C_SignInit"},
        {"ended", hostile_clause, "operations used after what ended them"},
        {"order", hostile_clause, "functions called in the wrong order"},
        {"over-4-gib", hostile_clause, "inputs longer than 4 GiB are not cut to 32 bits"},
    };
}

void run_hostile(Environment& env)
{
    for (const auto& cases : {argument_cases(env), value_cases(env), life_cases(env)}) {
        run_cases(env, cases);
    }
    env.report.skip_rest("the token or the run has not what these need");
}

} // namespace openbeid::conformance
