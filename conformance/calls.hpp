// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "environment.hpp"

#include <array>
#include <span>

namespace openbeid::conformance {

/// One set of arguments that fits every function; each call takes those it has.
struct Args {
    CK_SESSION_HANDLE session{0};
    CK_SLOT_ID slot{0};
    CK_OBJECT_HANDLE object{0};
    CK_MECHANISM_TYPE type{CKM_SHA256};
    CK_BYTE* in{nullptr};
    CK_ULONG in_size{0};
    CK_BYTE* out{nullptr};
    CK_ULONG* out_size{nullptr};
    CK_MECHANISM* mechanism{nullptr};
    CK_ATTRIBUTE* attributes{nullptr};
    CK_ULONG count{0};
    CK_OBJECT_HANDLE* handle{nullptr};
};

struct Lists {
    CK_FUNCTION_LIST* f;
    CK_FUNCTION_LIST_3_0* f3;
};

enum class Kind : std::uint8_t { library, slot, session };

/// What a function takes, and what a card that only signs may do with it.
enum Use : unsigned {
    use_in = 1U << 0U,        ///< data and its length
    use_out = 1U << 1U,       ///< buffer and a pointer to its length
    use_count_out = 1U << 2U, ///< list and a pointer to its count
    use_info = 1U << 3U,      ///< a structure to be filled
    use_mechanism = 1U << 4U,
    use_attributes = 1U << 5U, ///< template and count
    use_object = 1U << 6U,
    use_handle = 1U << 7U, ///< pointer to one or more handles
    use_found = 1U << 8U,  ///< C_FindObjects: the count is a second result
    use_pin = 1U << 9U,    ///< may reach a PIN or a SO PIN: only on a virtual card
    use_stub = 1U << 10U,
    use_optional = 1U << 11U, ///< may be a stub
    use_legacy = 1U << 12U,   ///< CKR_FUNCTION_NOT_PARALLEL
};

struct Call {
    const char* name;
    Kind kind;
    unsigned uses;
    CK_RV (*call)(const Lists& lists, const Args& args);

    [[nodiscard]] bool has(Use use) const noexcept { return (uses & use) != 0; }
};

/// All functions but C_GetFunctionList; the 3.0 table without C_GetInterface and its list.
[[nodiscard]] std::span<const Call> calls_general() noexcept;
[[nodiscard]] std::span<const Call> calls_crypto() noexcept;
[[nodiscard]] std::span<const Call> calls_3_0() noexcept;
[[nodiscard]] std::vector<Call> calls_of(const Environment& env);

/// Memory behind harmless arguments.
struct Arena {
    Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    alignas(16) std::array<CK_BYTE, 4096> in{};
    alignas(16) std::array<CK_BYTE, 65536> out{};
    CK_ULONG out_size{sizeof(out)};
    CK_MECHANISM mechanism{};
    std::array<CK_ATTRIBUTE, 2> attributes{};
    std::array<CK_OBJECT_HANDLE, 64> handles{};
    Args args;
};

/// Bytes of the caller as an argument of any type.
template <typename Type>
Type* as(CK_BYTE* pointer) noexcept
{
    return static_cast<Type*>(static_cast<void*>(pointer));
}

} // namespace openbeid::conformance
