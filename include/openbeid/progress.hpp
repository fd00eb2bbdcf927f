// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace openbeid {

/// Where a long reading stands.
struct Progress {
    const char* file{""}; ///< what is being read, in English: "photo"; static storage
    std::size_t bytes{0}; ///< of it, so far; the card does not tell how many there will be
};

/**
 * Called on the caller's own thread after each block that was read, while the card is held: not for
 * long work, and no call to the library from within. False ends the reading with Errc::cancelled.
 */
using ProgressCallback = std::function<bool(const Progress&)>;

} // namespace openbeid
