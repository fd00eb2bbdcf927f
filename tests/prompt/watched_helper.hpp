// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt/descriptor.hpp"
#include "prompt/protocol.hpp"

#include <sys/types.h>

#include <fstream>
#include <string>

namespace openbeid::test {

/// The real helper as a child that this process traces, and stops when it is about to end.
class WatchedHelper {
public:
    explicit WatchedHelper(const prompt::HelperRequest& request);
    ~WatchedHelper();
    WatchedHelper(const WatchedHelper&) = delete;
    WatchedHelper& operator=(const WatchedHelper&) = delete;

    /// False if this computer does not let a process trace its child.
    [[nodiscard]] bool started() const { return started_; }
    /// Whether it has come to its end, with all its memory.
    [[nodiscard]] bool run_to_end();
    /// The status of its reply, whose digits are left in the pipe.
    [[nodiscard]] int status();
    /// memory_scan.hpp
    [[nodiscard]] std::size_t copies(const std::string& masked);

private:
    pid_t process_{-1};
    bool started_{false};
    prompt::Descriptor question_; ///< its lifeline
    prompt::Descriptor answer_;
    prompt::Descriptor memory_;
    std::ifstream maps_;
};

} // namespace openbeid::test
