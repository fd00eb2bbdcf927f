// SPDX-License-Identifier: Apache-2.0
#include "crypto/ecdsa.hpp"

#include "crypto/encode.hpp"
#include "crypto/error_queue_guard.hpp"
#include "crypto/handles.hpp"

#include <algorithm>
#include <optional>

namespace openbeid::crypto {

namespace {

constexpr std::size_t max_order_bytes = 66; // P-521
constexpr std::size_t max_der_size = std::size_t{8} + 2 * (max_order_bytes + 3);

} // namespace

Result<Bytes> ecdsa_to_der(ByteView rs)
{
    if (rs.empty() || rs.size() % 2 != 0 || rs.size() > 2 * max_order_bytes) {
        return Error{.code = Errc::bad_length, .where = "ECDSA signature"};
    }
    const ErrorQueueGuard guard;
    const Error failure{.code = Errc::crypto_failure, .where = "ECDSA signature"};
    if (!guard.openssl_is_usable()) {
        return failure;
    }
    auto r = big_number(rs.first(rs.size() / 2));
    auto s = big_number(rs.last(rs.size() / 2));
    const EcdsaSigHandle signature{ECDSA_SIG_new()};
    if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) {
        return failure;
    }
    // Both belong to the signature now.
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    auto der = encode(i2d_ECDSA_SIG, signature.get());
    return der ? Result<Bytes>{*std::move(der)} : failure;
}

Result<Bytes> ecdsa_from_der(ByteView der, std::size_t order_bytes)
{
    if (order_bytes == 0 || order_bytes > max_order_bytes) {
        return Error{.code = Errc::bad_length, .where = "order of the curve"};
    }
    const Error malformed{.code = Errc::malformed, .where = "ECDSA signature"};
    if (der.empty() || der.size() > max_der_size) {
        return malformed;
    }
    const ErrorQueueGuard guard;
    if (!guard.openssl_is_usable()) {
        return Error{.code = Errc::crypto_failure, .where = "ECDSA signature"};
    }
    const auto* end = der.data();
    const EcdsaSigHandle signature{d2i_ECDSA_SIG(nullptr, &end, static_cast<long>(der.size()))};
    // OpenSSL takes some BER too: what it writes itself is DER.
    const auto again = signature ? encode(i2d_ECDSA_SIG, signature.get()) : std::nullopt;
    if (!again || !std::equal(again->begin(), again->end(), der.begin(), der.end())) {
        return malformed;
    }
    Bytes rs(2 * order_bytes);
    const auto size = static_cast<int>(order_bytes);
    if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), rs.data(), size) != size ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), rs.data() + order_bytes, size) != size) {
        return malformed;
    }
    return rs;
}

Result<Bytes>
fit_to_lengths(ByteView input, std::size_t order_bits, std::span<const std::size_t> allowed)
{
    const Error bad_length{.code = Errc::bad_length, .where = "ECDSA input"};
    // What is longer than this is cut by whoever signs, the card included.
    const std::size_t whole_bytes = order_bits / 8;
    if (input.size() > whole_bytes) {
        if (order_bits % 8 != 0) {
            return bad_length;
        }
        input = input.first(whole_bytes);
    }
    std::optional<std::size_t> best;
    for (const auto length : allowed) {
        if (length >= input.size() && length <= whole_bytes && (!best || length < *best)) {
            best = length;
        }
    }
    if (input.empty() || !best) {
        return bad_length;
    }
    Bytes fitted(*best);
    std::copy(input.begin(), input.end(), fitted.end() - static_cast<std::ptrdiff_t>(input.size()));
    return fitted;
}

} // namespace openbeid::crypto
