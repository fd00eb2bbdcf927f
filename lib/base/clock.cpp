// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

namespace openbeid {

TimePoint now() noexcept
{
    return std::chrono::steady_clock::now();
}

} // namespace openbeid
