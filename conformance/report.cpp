// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include "child.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace openbeid::conformance {

namespace {

std::string full_id(const Result& result)
{
    std::string id = result.suite + '.' + result.id;
    if (!result.instance.empty()) {
        id += '[' + result.instance + ']';
    }
    return id;
}

/// '#' starts a TAP directive, control characters end the line: neither may come from a module.
std::string one_line(const std::string& text)
{
    std::string clean;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        clean += byte < 0x20 || byte == 0x7F || c == '#' ? '?' : c;
    }
    return clean;
}

} // namespace

const char* name_of(Verdict verdict) noexcept
{
    switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::fail: return "fail";
    case Verdict::deviation: return "deviation";
    case Verdict::not_applicable: return "not applicable";
    }
    return "";
}

std::string codes_text(const std::vector<CK_RV>& codes)
{
    std::string text;
    for (const auto code : codes) {
        text += (text.empty() ? "" : " or ") + code_name(code);
    }
    return text;
}

Result judge(const Codes& expected, CK_RV got, bool strict)
{
    Result result;
    result.expected = codes_text(expected.ours);
    result.got = code_name(got);
    const auto in = [got](const std::vector<CK_RV>& codes) {
        return std::find(codes.begin(), codes.end(), got) != codes.end();
    };
    if (in(expected.ours)) {
        result.verdict = Verdict::pass;
    } else if (in(expected.allowed)) {
        result.verdict = strict ? Verdict::fail : Verdict::deviation;
        result.reason = expected.reason;
    } else {
        result.verdict = Verdict::fail;
    }
    return result;
}

CheckInfo survival()
{
    return {"survives", "no call of any caller may end the process", "the process goes on"};
}

void Report::begin(const std::string& list, const std::string& suite, std::vector<CheckInfo> checks)
{
    list_ = list;
    suite_ = suite;
    checks_ = std::move(checks);
    checks_.push_back(survival());
    rest_.clear();
    broken_.clear();
    reported_.clear();
}

void Report::end()
{
    const auto checks = checks_;
    for (const auto& check : checks) {
        if (reported_.count(check.id) != 0) {
            continue;
        }
        if (rest_.empty() || !broken_.empty()) {
            const auto why = broken_.empty() ? "an earlier step failed" : broken_;
            that(check.id, false, check.what, "not reached: " + why);
        } else {
            skip(check.id, rest_);
        }
    }
}

void Report::tell(const std::string& key, const std::string& value) const
{
    if (channel_ != nullptr) {
        channel_->note(key, value);
    }
}

void Report::skip_rest(const std::string& reason)
{
    rest_ = reason;
    tell("rest", reason);
}

void Report::broken(const std::string& problem)
{
    broken_ = problem;
    tell("broken", problem);
}

void Report::add(Result result)
{
    if (channel_ != nullptr) {
        channel_->result(result);
        return;
    }
    const auto known = std::find_if(
        checks_.begin(), checks_.end(), [&](const CheckInfo& c) { return c.id == result.id; });
    if (known == checks_.end()) {
        result.reason = "this check is missing in the catalogue of its suite";
        result.verdict = Verdict::fail;
    } else {
        result.clause = known->clause;
        result.what = known->what;
    }
    result.list = list_;
    result.suite = suite_;
    reported_.insert(result.id);
    results_.push_back(result);
    print(result);
}

void Report::print(const Result& result)
{
    if (quiet_ && result.verdict == Verdict::pass) {
        return;
    }
    std::string line = result.verdict == Verdict::fail ? "not ok " : "ok ";
    line += std::to_string(results_.size()) + " - " + result.list + ' ' + one_line(full_id(result));
    if (result.verdict == Verdict::not_applicable) {
        line += " # SKIP " + one_line(result.reason);
    } else {
        line += ": expected " + one_line(result.expected) + ", got " + one_line(result.got);
        if (result.verdict != Verdict::pass) {
            line += std::string{" ("} + name_of(result.verdict);
            line += result.reason.empty() ? "" : ": " + one_line(result.reason);
            line += "; " + result.clause + ')';
        }
    }
    std::fprintf(out_, "%s\n", line.c_str());
    std::fflush(out_);
}

bool Report::code(const std::string& id,
                  const Codes& expected,
                  CK_RV got,
                  const std::string& instance)
{
    Result result = judge(expected, got, strict_);
    result.id = id;
    result.instance = instance;
    const bool good = result.verdict != Verdict::fail;
    add(std::move(result));
    return good;
}

bool Report::that(const std::string& id,
                  bool holds,
                  const std::string& expected,
                  const std::string& got,
                  const std::string& instance)
{
    Result result;
    result.id = id;
    result.instance = instance;
    result.expected = expected;
    result.got = holds ? expected : got;
    result.verdict = holds ? Verdict::pass : Verdict::fail;
    add(std::move(result));
    return holds;
}

bool Report::prefer(const std::string& id,
                    bool holds,
                    const std::string& expected,
                    const std::string& got,
                    const std::string& reason,
                    const std::string& instance)
{
    if (holds || strict_) {
        return that(id, holds, expected, got, instance);
    }
    note(id, expected, got, reason, instance);
    return true;
}

void Report::note(const std::string& id,
                  const std::string& expected,
                  const std::string& got,
                  const std::string& reason,
                  const std::string& instance)
{
    Result result;
    result.id = id;
    result.instance = instance;
    result.expected = expected;
    result.got = got;
    result.reason = reason;
    result.verdict = Verdict::deviation;
    add(std::move(result));
}

void Report::skip(const std::string& id, const std::string& reason, const std::string& instance)
{
    Result result;
    result.id = id;
    result.instance = instance;
    result.reason = reason;
    result.verdict = Verdict::not_applicable;
    add(std::move(result));
}

std::size_t Report::count(Verdict verdict) const
{
    return static_cast<std::size_t>(std::count_if(
        results_.begin(), results_.end(), [&](const Result& r) { return r.verdict == verdict; }));
}

void Report::finish()
{
    std::fprintf(out_, "1..%zu\n", results_.size());
    std::map<std::string, std::array<std::size_t, 4>> rows;
    for (const auto& result : results_) {
        ++rows[result.list + ' ' + result.suite][static_cast<std::size_t>(result.verdict)];
    }
    std::fprintf(
        out_, "# %-18s %6s %6s %10s %15s\n", "", "pass", "fail", "deviation", "not applicable");
    for (const auto& [name, n] : rows) {
        std::fprintf(out_, "# %-18s %6zu %6zu %10zu %15zu\n", name.c_str(), n[0], n[1], n[2], n[3]);
    }
    std::fprintf(out_,
                 "# %-18s %6zu %6zu %10zu %15zu\n",
                 "total",
                 count(Verdict::pass),
                 count(Verdict::fail),
                 count(Verdict::deviation),
                 count(Verdict::not_applicable));
    std::fflush(out_);
}

} // namespace openbeid::conformance
