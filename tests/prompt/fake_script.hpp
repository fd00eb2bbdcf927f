// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/masked_pin.hpp"

#include <string>
#include <vector>

/// What the fake programs of these tests have in common. They get no arguments and only a part of
/// the environment, so all they are told, and all they tell, is in files beside the name by which
/// they were started.
namespace openbeid::test {

class Stage {
public:
    /// `name` as in argv[0]: a link to the fake program in the folder of one test.
    explicit Stage(const std::string& name);

    /// The lines of the script.
    [[nodiscard]] const std::vector<std::string>& script() const noexcept { return script_; }

    /// Appends a line to a file.
    void tell(const std::string& file, const std::string& line) const;

    /// Keeps a lock for the life of this process: who gets it after that knows that we are gone.
    void show_life() const;

    /// Says through the pipe "shown", if there is one, that there is a window now.
    void show_window() const;

    /// Waits for a word through the pipe "go".
    void await_go() const;

    /// What kind of process this is, into the file "report": environment, descriptors, signals,
    /// session.
    void report() const;

private:
    std::string folder_;
    std::vector<std::string> script_;
};

/// Blocks until a signal ends this process.
[[noreturn]] void hang();

} // namespace openbeid::test
