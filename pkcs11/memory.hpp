// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <type_traits>

/// The caller's memory: read and written here, byte by byte, because a C caller's pointer may be
/// misaligned for its type.
namespace openbeid::pkcs11 {

// NOLINTBEGIN(bugprone-sizeof-expression): T may be a pointer, and then it is the pointer's size

template <typename T>
[[nodiscard]] T load(const T* from) noexcept
{
    static_assert(std::is_trivially_copyable_v<T>);
    T value{};
    std::memcpy(&value, static_cast<const void*>(from), sizeof(T));
    return value;
}

template <typename T>
void store(T* to, const T& value) noexcept
{
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(static_cast<void*>(to), &value, sizeof(T));
}

// NOLINTEND(bugprone-sizeof-expression)

/// Element `index` of a caller's array.
template <typename T>
[[nodiscard]] T load_at(const T* array, CK_ULONG index) noexcept
{
    return load(std::next(array, static_cast<std::ptrdiff_t>(index)));
}
template <typename T>
void store_at(T* array, CK_ULONG index, const T& value) noexcept
{
    store(std::next(array, static_cast<std::ptrdiff_t>(index)), value);
}

/// No object in memory is longer: a length above it is a mistake of the caller.
inline constexpr CK_ULONG max_length =
    static_cast<CK_ULONG>(std::numeric_limits<std::ptrdiff_t>::max());

/// A pointer and a length as a view; nothing if they can't describe memory.
[[nodiscard]] inline std::optional<ByteView> input(const CK_BYTE* data, CK_ULONG length) noexcept
{
    if (length > max_length || (data == nullptr && length > 0)) {
        return std::nullopt;
    }
    return data == nullptr ? ByteView{} : ByteView{data, length};
}

/// Where a function with an output length puts its bytes (PKCS#11 2.40 §5.2).
struct Output {
    CK_BYTE* data{nullptr};
    CK_ULONG* length{nullptr};

    /// Whether `size` bytes can't be written: a query of the length, or too little room.
    [[nodiscard]] bool only_length(std::size_t size) const noexcept
    {
        return data == nullptr || load(length) < size;
    }
    /// Tells the length. CKR_OK for a query, CKR_BUFFER_TOO_SMALL otherwise.
    [[nodiscard]] CK_RV tell_length(std::size_t size) const noexcept
    {
        store(length, CK_ULONG{size});
        return data == nullptr ? CKR_OK : CKR_BUFFER_TOO_SMALL;
    }
    /// Writes length and bytes, or tells the length only.
    [[nodiscard]] CK_RV write(ByteView bytes) const noexcept
    {
        if (only_length(bytes.size())) {
            return tell_length(bytes.size());
        }
        store(length, CK_ULONG{bytes.size()});
        if (!bytes.empty()) {
            std::memcpy(data, bytes.data(), bytes.size());
        }
        return CKR_OK;
    }
};

} // namespace openbeid::pkcs11
