// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hex.hpp"
#include "crypto/certificate.hpp"
#include "crypto/context.hpp"
#include "crypto/public_key.hpp"
#include "support/catch.hpp"

#include <openssl/evp.h>

#include <string>
#include <string_view>

namespace openbeid::crypto {

inline std::unique_ptr<Context> make_context()
{
    auto context = Context::create();
    REQUIRE(context);
    return *std::move(context);
}

inline Bytes base64(std::string_view text)
{
    Bytes bytes(text.size());
    const std::basic_string<unsigned char> in{text.begin(), text.end()};
    const int size = EVP_DecodeBlock(bytes.data(), in.data(), static_cast<int>(in.size()));
    REQUIRE(size > 0);
    const auto padding = static_cast<int>(text.size() - text.find_last_not_of('=') - 1);
    bytes.resize(static_cast<std::size_t>(size - padding));
    return bytes;
}

inline Bytes hex(std::string_view text)
{
    auto bytes = from_hex(text);
    REQUIRE(bytes);
    return *std::move(bytes);
}

inline Bytes text_bytes(std::string_view text)
{
    return {text.begin(), text.end()};
}

inline Bytes copy(ByteView bytes)
{
    return {bytes.begin(), bytes.end()};
}

template <typename T>
Errc error_of(const Result<T>& result)
{
    REQUIRE_FALSE(result);
    return result.error().code;
}

inline Certificate parsed(const Context& context, Bytes der)
{
    auto certificate = Certificate::parse(context, std::move(der));
    REQUIRE(certificate);
    return *std::move(certificate);
}

inline PublicKey public_key(const Context& context, Bytes spki)
{
    auto key = PublicKey::from_spki(context, std::move(spki));
    REQUIRE(key);
    return *std::move(key);
}

} // namespace openbeid::crypto
