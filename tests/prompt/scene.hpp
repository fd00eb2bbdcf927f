// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt/prompt.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace openbeid::test {

/// A folder of its own in which a fake program plays a script.
class Scene {
public:
    ~Scene();
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// The real helper with a fake pinentry. The first line is how it starts ("well").
    static Scene with_pinentry(const std::vector<std::string>& script);
    /// A fake helper.
    static Scene with_helper(const std::vector<std::string>& script);

    [[nodiscard]] const Prompt& prompt() const noexcept { return prompt_; }
    [[nodiscard]] Result<Pin> ask(const PromptRequest& request,
                                  const PromptCancellation* cancellation = nullptr) const;

    [[nodiscard]] std::filesystem::path file(const char* name) const { return folder_ / name; }
    /// The lines of a file that the fake program wrote; none if there is no such file.
    [[nodiscard]] std::vector<std::string> lines(const char* name) const;
    /// How many of them are exactly `line`.
    [[nodiscard]] long count(const char* name, const std::string& line) const;
    /// The first that begins with `start`, without it.
    [[nodiscard]] std::string line_after(const char* name, const std::string& start) const;

    /// Before the program starts: from now on await_window() and let_go() can be used.
    void watch_window();
    /// Returns when the fake program shows its window.
    void await_window() const;
    /// Lets a fake helper that awaits it go on.
    void let_go() const;

    /// Whether the fake program has ended; waits for that.
    [[nodiscard]] bool is_over() const;

private:
    Scene(const char* program, const char* name, const std::vector<std::string>& script);

    std::filesystem::path folder_;
    Prompt prompt_;
    std::shared_ptr<SecretStore> store_;
    prompt::Descriptor shown_;
    prompt::Descriptor go_;
};

/// There is a display, for fake programs that draw nothing.
inline const Variable display{"DISPLAY", ":99"};

/// A request with a program's name and language that no environment changes.
[[nodiscard]] PromptRequest request();

/// As request(), with the shortest time for an answer.
[[nodiscard]] PromptRequest hasty_request();

/// The digits; only for PINs that may be anywhere in memory.
[[nodiscard]] std::string digits(const Result<Pin>& pin);

/// The kind of error, or nothing.
[[nodiscard]] std::string error(const Result<Pin>& pin);

} // namespace openbeid::test
