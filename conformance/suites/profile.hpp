// SPDX-License-Identifier: Apache-2.0
// The steps that the mandatory cases of the profiles share.
#pragma once

#include "environment.hpp"

namespace openbeid::conformance {

/// One run of a mandatory case. Every step reports itself; a step that fails ends the case.
class ProfileCase {
public:
    ProfileCase(Environment& env, std::string instance);
    ProfileCase(const ProfileCase&) = delete;
    ProfileCase& operator=(const ProfileCase&) = delete;
    ~ProfileCase();

    [[nodiscard]] bool prologue();
    void token_block();
    [[nodiscard]] bool open(CK_FLAGS flags);
    /// One C_FindObjects of `most` handles; the search stays open if `keep`.
    [[nodiscard]] std::vector<CK_OBJECT_HANDLE>
    search(const std::string& step, Template what, CK_ULONG most, bool keep = false);
    void epilogue();
    bool step(const std::string& id, CK_RV got);
    /// Whether the token claims the profile by an object.
    void profile_object(CK_ULONG profile);

    [[nodiscard]] CK_SESSION_HANDLE session() const noexcept { return session_; }
    [[nodiscard]] const std::string& instance() const noexcept { return instance_; }

private:
    void slot_info();
    void token_flags(const CK_TOKEN_INFO& info);
    void token_limits(const CK_TOKEN_INFO& info);
    void
    like(const std::string& id, bool holds, const std::string& example, const std::string& got);

    Environment& env_;
    std::string instance_;
    CK_SESSION_HANDLE session_{CK_INVALID_HANDLE};
    bool initialised_{false};
};

[[nodiscard]] std::vector<CheckInfo> prologue_checks(const char* clause);
[[nodiscard]] std::vector<CheckInfo> token_block_checks(const char* clause);
[[nodiscard]] std::vector<CheckInfo> epilogue_checks(const char* clause);

/// Empty if a text field is blank padded UTF-8 without NUL, else what is wrong.
[[nodiscard]] std::string text_problem(const CK_BYTE* text, std::size_t size);

} // namespace openbeid::conformance
