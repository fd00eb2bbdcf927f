// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "names.hpp"

#include <cstdio>
#include <set>
#include <string>
#include <vector>

namespace openbeid::conformance {

class ChildChannel;

enum class Verdict : std::uint8_t { pass, fail, deviation, not_applicable };

[[nodiscard]] const char* name_of(Verdict verdict) noexcept;

/// A check as the catalogue lists it. `clause` names the standard or our statement.
struct CheckInfo {
    std::string id;
    std::string clause;
    std::string what;
};

/// The codes a call may answer: `ours` is what we demand, `allowed` what the standard leaves open.
struct Codes {
    std::vector<CK_RV> ours;
    std::vector<CK_RV> allowed{};
    const char* reason{"allowed by the standard"};
};

struct Result {
    std::string list;
    std::string suite;
    std::string id;
    std::string instance; ///< which mechanism, object or function; empty if there is one only
    std::string clause;
    std::string what;
    std::string expected;
    std::string got;
    std::string reason;
    Verdict verdict{Verdict::pass};
};

/**
 * Judges and prints checks: TAP on the given stream as they come, JUnit on demand.
 * A check of the catalogue that a suite never reports counts as failed, so none is lost silently.
 */
class Report {
public:
    /// strict: what the standard also allows is a failure. quiet: print only what did not pass.
    Report(std::FILE* out, bool quiet, bool strict) : out_{out}, quiet_{quiet}, strict_{strict} {}

    void begin(const std::string& list, const std::string& suite, std::vector<CheckInfo> checks);
    void end();

    /// Each returns whether the check passed or deviated.
    bool
    code(const std::string& id, const Codes& expected, CK_RV got, const std::string& instance = "");
    bool that(const std::string& id,
              bool holds,
              const std::string& expected,
              const std::string& got,
              const std::string& instance = "");
    /// Holds, or else deviates for the reason given.
    bool prefer(const std::string& id,
                bool holds,
                const std::string& expected,
                const std::string& got,
                const std::string& reason,
                const std::string& instance = "");
    /// A documented deviation: printed, never a failure, in strict runs neither.
    void note(const std::string& id,
              const std::string& expected,
              const std::string& got,
              const std::string& reason,
              const std::string& instance = "");
    void skip(const std::string& id, const std::string& reason, const std::string& instance = "");
    /// Why checks of this suite that are never reported do not apply.
    void skip_rest(const std::string& reason);
    /// A state that the module must reach was not reached: what is not reported then has failed.
    void broken(const std::string& problem);
    /// A result judged in a child process; list, suite and clause are filled in here.
    void add(Result result);
    /// In a child process: from now on everything goes to the parent.
    void redirect(const ChildChannel* channel) { channel_ = channel; }
    /// To the parent, if there is one: what it must know besides the results.
    void tell(const std::string& key, const std::string& value) const;

    void finish();
    [[nodiscard]] bool write_junit(const std::string& path) const;
    [[nodiscard]] std::size_t count(Verdict verdict) const;

private:
    void print(const Result& result);

    std::FILE* out_;
    const ChildChannel* channel_{nullptr};
    bool quiet_;
    bool strict_;
    std::string list_;
    std::string suite_;
    std::string rest_;
    std::string broken_;
    std::vector<CheckInfo> checks_;
    std::set<std::string> reported_;
    std::vector<Result> results_;
};

/// A check of every suite: the module did not end the process that ran it.
[[nodiscard]] CheckInfo survival();
/// "CKR_A or CKR_B"
[[nodiscard]] std::string codes_text(const std::vector<CK_RV>& codes);
[[nodiscard]] Result judge(const Codes& expected, CK_RV got, bool strict);

} // namespace openbeid::conformance
