// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace openbeid::test {

/// What the threads of a process have seen. Any thread.
class Findings {
public:
    void count(const std::string& what, CK_RV rv);
    void complain(const std::string& what);

    [[nodiscard]] std::map<std::string, std::uint64_t> counts() const;
    [[nodiscard]] std::vector<std::string> complaints() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::uint64_t> counts_; ///< "C_Sign CKR_OK": 17
    std::vector<std::string> complaints_;
};

using Clock = std::chrono::steady_clock;

/// One thread's work: what programs do, one random thing after the other.
class Worker {
public:
    /// @param slots  those to work with
    Worker(std::uint64_t seed, std::vector<CK_SLOT_ID> slots, Findings& findings);

    void work_until(Clock::time_point end);

private:
    [[nodiscard]] unsigned any(unsigned below);
    /// Counts the call, and complains of a code that nothing can explain.
    CK_RV note(const char* function, CK_RV rv);
    void use_session();
    void do_something(CK_SESSION_HANDLE session);
    void log_in(CK_SESSION_HANDLE session, CK_USER_TYPE user);
    void sign(CK_SESSION_HANDLE session, std::uint8_t id);
    void read(CK_SESSION_HANDLE session);
    void ask_for_slots();
    [[nodiscard]] CK_OBJECT_HANDLE
    find(CK_SESSION_HANDLE session, CK_OBJECT_CLASS object_class, std::uint8_t id);

    std::mt19937_64 random_;
    const std::vector<CK_SLOT_ID> slots_;
    CK_SLOT_ID slot_{0};
    Findings& findings_;
};

} // namespace openbeid::test
