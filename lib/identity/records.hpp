// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace openbeid::identity {

/// One field of an identity or address file.
struct Record {
    std::uint8_t tag{0};
    std::size_t offset{0}; ///< of the value, in the file
    ByteView value;        ///< as on the card; lives as long as the file
};

/**
 * The fields of an identity or address file in their order, without its padding (card reference
 * §3.1). Tag 00 is the structure version at the start of the file and padding anywhere else, also
 * at the start if the length after it is 00: so a file of zeros has no fields.
 * Fails: malformed (a value runs past the end, or a tag has no length).
 */
[[nodiscard]] Result<std::vector<Record>> parse_records(ByteView file);

/// The file without the zero bytes at its end: what the signature of an address covers (§4.1).
[[nodiscard]] ByteView without_padding(ByteView file) noexcept;

} // namespace openbeid::identity
