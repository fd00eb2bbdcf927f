// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "named_rv.hpp"
#include "reader_stack.hpp"

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace openbeid::test {

/// What must hold for every call of the module, whatever went wrong: p11() of this program notes
/// what does not.
class Watch {
public:
    static Watch& the();

    /// What holds for one cell only.
    struct Expected {
        std::vector<CK_RV> also_right{}; ///< codes that any function may answer
        std::vector<CK_RV> wrong{};      ///< those that none may, though they are right elsewhere
        bool logs_off{true};             ///< C_Finalize can reach the card
        unsigned proofs{1};              ///< what a C_Sign may ask of the card's own key
    };
    void begin(Expected expected);
    /// What the first call answered that failed; CKR_OK if none did.
    [[nodiscard]] Rv first_error() const { return first_error_; }
    /// The fault is over: what follows is about recovery.
    void mended() { expected_.wrong.clear(); }
    void complain(std::string what) { complaints_.push_back(std::move(what)); }
    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

    struct Before {
        const char* function{nullptr};
        std::uint64_t verifies{0};
        std::uint64_t changes{0};
        std::uint64_t signatures{0};
        std::uint64_t proofs{0}; ///< signatures of the card's own key, which needs no PIN
        std::uint64_t wrong_tries{0};
        std::chrono::nanoseconds time{0};
    };
    [[nodiscard]] static Before before(const char* function);
    void after(const Before& before, Rv rv);

    /// A PIN was taken for one signature of that session.
    void pin_waits(CK_SESSION_HANDLE session) { waiting_pins_.insert(session); }
    /// A signature begins, with the PIN that waits for it if there is one.
    void uses_waiting_pin(CK_SESSION_HANDLE session)
    {
        pin_is_due_ = waiting_pins_.erase(session) > 0;
    }

private:
    [[nodiscard]] unsigned verifies_due(std::string_view function, Rv rv) const;

    Expected expected_;
    Rv first_error_{CKR_OK};
    std::set<CK_SESSION_HANDLE> waiting_pins_; ///< sessions
    bool pin_is_due_{false};
    std::vector<std::string> complaints_;
};

} // namespace openbeid::test
