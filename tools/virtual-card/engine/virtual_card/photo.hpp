// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

namespace openbeid::virtual_card {

/// A drawn portrait of nobody as a greyscale JPEG of 2,600 to 3,600 bytes, the size of the photos
/// on cards (card reference 2.1, 3.6). `seed` varies the face.
[[nodiscard]] Result<Bytes> make_photo(unsigned width, unsigned height, unsigned seed);

} // namespace openbeid::virtual_card
