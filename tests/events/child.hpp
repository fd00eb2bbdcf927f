// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>

namespace openbeid::test {

/// One process tells another that it may go on.
class Signal {
public:
    Signal();
    ~Signal();
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    void tell() const;
    /// False if nobody can tell any more.
    bool await() const;

private:
    int read_end_{-1};
    int write_end_{-1};
};

/// A forked process that does something of its own. It must not use Catch2's assertions, and ends
/// by itself when it takes too long.
class Child {
public:
    explicit Child(const std::function<bool()>& work);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Waits for its end; whether the work returned true.
    bool succeeded();
    /// By SIGKILL; returns when it is dead.
    void kill();

private:
    pid_t pid_;
};

} // namespace openbeid::test
