// SPDX-License-Identifier: Apache-2.0
// Callers that break every rule: generated cases, each of which may cost its process at most.
#pragma once

#include "calls.hpp"
#include "fixture.hpp"

#include <functional>

namespace openbeid::conformance {

inline constexpr CK_ULONG gib_4 = CK_ULONG{1} << 32U;
inline constexpr CK_ULONG most = ~CK_ULONG{0};

struct HostileCase {
    std::string check;
    std::string name;
    /// Gets a session of its own, logged in if a PIN was given.
    std::function<CK_RV(Fixture&)> call;
    /// What may be answered; empty: anything but a crash.
    std::vector<CK_RV> codes{};
    /// Instead of codes: anything but these.
    std::vector<CK_RV> never{};
};

/// A page that ends where nothing may be read or written any more.
class GuardedPage {
public:
    GuardedPage();
    GuardedPage(const GuardedPage&) = delete;
    GuardedPage& operator=(const GuardedPage&) = delete;
    ~GuardedPage();
    [[nodiscard]] CK_BYTE* data() const noexcept { return page_; }
    /// The last `size` bytes in front of the forbidden page.
    [[nodiscard]] CK_BYTE* last(std::size_t size) const noexcept;

private:
    CK_BYTE* page_;
};

using HostileCases = std::vector<HostileCase>;
[[nodiscard]] HostileCases argument_cases(const Environment& env);
[[nodiscard]] HostileCases value_cases(const Environment& env);
[[nodiscard]] HostileCases life_cases(const Environment& env);

} // namespace openbeid::conformance
