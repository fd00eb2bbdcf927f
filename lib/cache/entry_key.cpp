// SPDX-License-Identifier: Apache-2.0
#include "cache/entry_key.hpp"

#include "base/bytes_of.hpp"
#include "base/hex.hpp"
#include "crypto/hkdf.hpp"

namespace openbeid::cache {

namespace {

constexpr std::size_t name_size = 16;
constexpr std::string_view salt = "OpenBeID runtime cache, format 1";

/// What HKDF makes the bytes for: other ones for each entry.
std::string_view purpose_of(Entry entry) noexcept
{
    constexpr std::array<std::string_view, 4> purposes{"Authentication", "Signature", "CA", "Root"};
    return purposes[static_cast<std::size_t>(entry)];
}

} // namespace

std::optional<EntryKey>
EntryKey::derive(const crypto::Context& context, Entry entry, const Proof& proof)
{
    // The serial number has the same length on every card, so nothing else has these bytes.
    Bytes secret{proof.serial.begin(), proof.serial.end()};
    secret.insert(secret.end(), proof.first_block.begin(), proof.first_block.end());
    std::array<std::uint8_t, name_size + sizeof(crypto::AeadKey)> derived{};
    if (!crypto::hkdf_sha256(
            context, secret, bytes_of(salt), bytes_of(purpose_of(entry)), derived)) {
        return std::nullopt;
    }
    EntryKey key;
    key.file_name_ = std::string{name_prefix} + to_hex(ByteView{derived}.first(name_size));
    std::copy(derived.begin() + name_size, derived.end(), key.key_.begin());
    return key;
}

ByteView EntryKey::associated() const noexcept
{
    return bytes_of(file_name_);
}

std::optional<Bytes> EntryKey::seal(const crypto::Context& context, ByteView plain) const
{
    auto sealed = crypto::seal(context, key_, associated(), plain);
    return sealed ? std::optional{*std::move(sealed)} : std::nullopt;
}

std::optional<Bytes> EntryKey::unseal(const crypto::Context& context, ByteView sealed) const
{
    auto plain = crypto::unseal(context, key_, associated(), sealed);
    return plain ? std::optional{*std::move(plain)} : std::nullopt;
}

} // namespace openbeid::cache
