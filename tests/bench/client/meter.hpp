// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace openbeid::bench {

/// The part of a program's work that counts. The bench, on the other side of standard input and
/// output, resets the counters of the cards at its begin and reads them at its end. For who reads
/// the program's system calls, a question for a file that can't exist marks each.
class Meter {
public:
    void begin();
    void end();

    /// A number for the report: one line on standard output.
    static void tell(std::string_view name, std::uint64_t value);
    /// Why the work could not be done.
    static void fail(std::string_view step, std::string_view reason);

    /// User and system time of this process.
    [[nodiscard]] static std::chrono::nanoseconds cpu_time();

private:
    struct State {
        std::uint64_t descriptors{0};
        std::uint64_t resident_kib{0};
        std::uint64_t libraries{0};
        std::uint64_t wake_ups{0}; ///< of every thread but the first
        std::chrono::nanoseconds cpu{};
        std::chrono::steady_clock::time_point time{};
    };

    [[nodiscard]] static State look();

    State start_;
};

/// How often the other threads of this process have been given a processor.
[[nodiscard]] std::uint64_t wake_ups_of_others();

} // namespace openbeid::bench
