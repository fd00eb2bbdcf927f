// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace openbeid::test {

/// The time that a scenario may take. When it is over, the program ends with the scenario's name:
/// a call that hangs can't be ended otherwise.
class Deadline {
public:
    explicit Deadline(std::chrono::seconds bound);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
};

/// The time that one step takes.
class Stopwatch {
public:
    [[nodiscard]] std::chrono::milliseconds elapsed() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_);
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_{Clock::now()};
};

} // namespace openbeid::test
