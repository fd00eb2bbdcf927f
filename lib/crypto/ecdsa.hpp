// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstddef>
#include <span>

namespace openbeid::crypto {

/// The DER ECDSA-Sig-Value (RFC 3279 §2.2.3) of a signature r‖s whose halves are big-endian and
/// equally long. Fails: bad_length if `rs` is empty or odd; crypto_failure.
[[nodiscard]] Result<Bytes> ecdsa_to_der(ByteView rs);

/**
 * The signature r‖s, 2 * order_bytes long, of a DER ECDSA-Sig-Value.
 * Fails: malformed if `der` is anything but one such value without a byte after it, or a number is
 * longer than order_bytes; bad_length if order_bytes is 0 or more than 66 (P-521); crypto_failure.
 */
[[nodiscard]] Result<Bytes> ecdsa_from_der(ByteView der, std::size_t order_bytes);

/**
 * Rewrites the input of an ECDSA signature to one of the lengths that a card takes, such that the
 * signature is valid for the input as it was (FIPS 186-4 §6.4: the leftmost order_bits bits of the
 * input are an integer). Longer than the order: cut. Shorter: zero bytes before it, up to the next
 * allowed length that the card will not cut in its turn.
 *
 * @param input       a digest of any length, in bytes
 * @param order_bits  bits of the order of the curve's base point
 * @param allowed     lengths that the card takes, in bytes, in any order
 * Fails: bad_length if the input is empty, no allowed length fits, or the input must be cut within
 *        a byte (longer than 65 bytes with P-521).
 */
[[nodiscard]] Result<Bytes>
fit_to_lengths(ByteView input, std::size_t order_bits, std::span<const std::size_t> allowed);

} // namespace openbeid::crypto
