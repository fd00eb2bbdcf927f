// SPDX-License-Identifier: Apache-2.0
#include "fuzz.hpp"
#include "identity/jpeg.hpp"

using namespace openbeid;
using identity::JpegState;
using identity::measure_jpeg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes{data, size};
    const auto extent = measure_jpeg(bytes);
    switch (extent.state) {
    case JpegState::not_jpeg: fuzz::require(extent.size == 0); break;
    case JpegState::incomplete: fuzz::require(extent.size > size); break;
    case JpegState::complete: {
        fuzz::require(extent.size <= size && extent.size >= 4);
        fuzz::require(bytes[extent.size - 2] == 0xFF && bytes[extent.size - 1] == 0xD9);
        // A reader that stops where it is told to sees the same, and not before.
        const auto alone = measure_jpeg(bytes.first(extent.size));
        fuzz::require(alone.state == JpegState::complete && alone.size == extent.size);
        const auto less = measure_jpeg(bytes.first(extent.size - 1));
        fuzz::require(less.state == JpegState::incomplete && less.size == extent.size);
        break;
    }
    }
    return 0;
}
