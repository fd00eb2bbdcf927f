// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "named_rv.hpp"
#include "reader_stack.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace openbeid::test {

/// What must hold for every call of the module, whatever went wrong: p11() of this program notes
/// what does not.
class Watch {
public:
    static Watch& the();

    /// @param also_right  codes that any function may answer
    void begin(std::vector<CK_RV> also_right);
    void complain(std::string what) { complaints_.push_back(std::move(what)); }
    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

    struct Before {
        const char* function{nullptr};
        std::uint64_t verifies{0};
        std::uint64_t changes{0};
        std::uint64_t signatures{0};
        std::uint64_t wrong_tries{0};
        std::chrono::nanoseconds time{0};
    };
    [[nodiscard]] static Before before(const char* function);
    void after(const Before& before, Rv rv);

private:
    std::vector<CK_RV> also_right_;
    std::vector<std::string> complaints_;
};

} // namespace openbeid::test
