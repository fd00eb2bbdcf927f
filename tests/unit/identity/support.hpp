// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "identity/authenticity.hpp"
#include "identity/files.hpp"
#include "support/catch.hpp"
#include "unit/crypto/support.hpp"

#include <openbeid/identity.hpp>
#include <openbeid/verification.hpp>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace openbeid {

/// A file of tests/data.
inline Bytes test_data(const std::string& path)
{
    std::ifstream in{std::string{OPENBEID_TEST_DATA "/"} + path, std::ios::binary};
    REQUIRE(in);
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline Bytes text_bytes(std::string_view text)
{
    return {text.begin(), text.end()};
}

inline Bytes& operator+=(Bytes& bytes, ByteView more)
{
    bytes.insert(bytes.end(), more.begin(), more.end());
    return bytes;
}

/// One record of an identity or address file.
inline Bytes record(std::uint8_t tag, ByteView value)
{
    Bytes bytes{tag};
    auto size = value.size();
    for (; size >= 0xFF; size -= 0xFF) {
        bytes.push_back(0xFF);
    }
    bytes.push_back(static_cast<std::uint8_t>(size));
    bytes += value;
    return bytes;
}

inline Bytes record(std::uint8_t tag, std::string_view text)
{
    return record(tag, text_bytes(text));
}

/// What a file that can be read says.
inline Identity parsed(ByteView file)
{
    auto result = identity::parse_identity(file);
    REQUIRE(result);
    return *std::move(result);
}

inline crypto::UtcTime day(std::uint16_t year, std::uint8_t month, std::uint8_t day_of_month)
{
    return {.year = year, .month = month, .day = day_of_month, .hour = 12};
}

inline std::string outcome(const Verification& verification, Check check)
{
    const auto& result = verification.result(check);
    return std::string{name_of(result.outcome)} +
           (result.reason == Reason::none ? "" : std::string{": "} + name_of(result.reason));
}

} // namespace openbeid
