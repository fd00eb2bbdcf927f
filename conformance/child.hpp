// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace openbeid::conformance {

/// What a child process tells its parent, one record a line.
class ChildChannel {
public:
    explicit ChildChannel(int descriptor) : descriptor_{descriptor} {}
    /// The case that begins now; if the child ends in it, the parent knows which one it was.
    void starting(std::size_t index) const;
    void result(const Result& result) const;
    /// A word to the parent beside the results.
    void note(const std::string& key, const std::string& value) const;

private:
    void line(const std::string& text) const;
    int descriptor_;
};

/// How a child ended.
struct ChildEnd {
    bool normal{false};
    std::string how;             ///< "signal 11", "time-out", …
    std::size_t last_started{0}; ///< index of the case that it was in
    bool started_any{false};
    std::map<std::string, std::string> notes;
    std::vector<Result> results;
};

using OnResult = std::function<void(const Result& result)>;

/**
 * Runs `body` in a forked child that leaves no core file, and collects its results,
 * or hands them to `on_result` as they come. A child that says nothing for `seconds` is killed.
 */
[[nodiscard]] ChildEnd run_in_child(const std::function<void(ChildChannel&)>& body,
                                    unsigned seconds,
                                    const OnResult& on_result = {});

struct Environment;

/**
 * Runs `count` steps that report into `env`, in children: when one dies, `died` tells so, and the
 * next child goes on behind that step.
 */
void run_steps(Environment& env,
               std::size_t count,
               const std::function<void(std::size_t)>& step,
               const std::function<void(std::size_t, const std::string& how)>& died);

} // namespace openbeid::conformance
