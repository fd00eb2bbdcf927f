// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openbeid::bench {

/// A program with its standard input and output in our hands.
class Process {
public:
    /// @param environment  NAME=VALUE, beside ours
    /// Throws if it can't be started.
    Process(const std::vector<std::string>& command, const std::vector<std::string>& environment);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// The next line that it says, or nothing when it has ended.
    [[nodiscard]] std::optional<std::string> line();
    /// Answers with an empty line.
    void go_on();
    /// Waits for its end; whether its exit code was 0.
    [[nodiscard]] bool succeeded();

private:
    pid_t pid_{0};
    int input_{-1};
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> output_{nullptr, &std::fclose};
};

} // namespace openbeid::bench
