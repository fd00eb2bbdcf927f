// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// What libFuzzer, or replay_main.cpp in its place, calls with one input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace openbeid::fuzz {

/// What must hold for every input. Ends the program otherwise, as a sanitizer does.
inline void require(bool condition)
{
    if (!condition) {
        std::abort();
    }
}

/// Reads every byte, so that a view out of bounds shows.
inline void consume(ByteView bytes)
{
    volatile std::uint8_t sum = 0;
    for (const auto byte : bytes) {
        sum = static_cast<std::uint8_t>(sum + byte);
    }
}

} // namespace openbeid::fuzz
