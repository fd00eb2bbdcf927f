// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

/// What a reader says of its PIN pad (PC/SC part 10; card reference §6.1). Functions of bytes only.
namespace openbeid::pcsc {

/// The control codes of the features that we use; none where the reader lacks the feature.
struct PinPadFeatures {
    using Code = std::optional<std::uint32_t>;

    Code verify_start;
    Code verify_finish;
    Code modify_start;
    Code modify_finish;
    Code key_pressed;
    Code verify_direct;
    Code modify_direct;
    Code properties; ///< FEATURE_GET_TLV_PROPERTIES

    [[nodiscard]] bool can_verify() const noexcept
    {
        return verify_direct.has_value() || (verify_start.has_value() && verify_finish.has_value());
    }
    [[nodiscard]] bool can_modify() const noexcept
    {
        return modify_direct.has_value() || (modify_start.has_value() && modify_finish.has_value());
    }
};

/// The answer to CM_IOCTL_GET_FEATURE_REQUEST. Total: what is cut short, has another length or an
/// unknown tag says nothing; of a tag that comes twice the first one counts.
[[nodiscard]] PinPadFeatures parse_features(ByteView answer) noexcept;

/// How many digits a pad takes.
struct PinSizes {
    std::uint8_t min{0};
    std::uint8_t max{0};

    friend bool operator==(const PinSizes&, const PinSizes&) = default;
};

/// The digits that a Belgian PIN can have and the pad takes: `4` to `12`, or less if the answer to
/// FEATURE_GET_TLV_PROPERTIES says so. Total; nonsense in the answer counts as nothing.
[[nodiscard]] PinSizes parse_pin_sizes(ByteView properties) noexcept;

/// What is special about single readers (card reference §6.5).
struct PinPadQuirks {
    /// Its driver asks the card for the tries left by an empty VERIFY, which is a wrong PIN on
    /// applets 1.0 and 1.1: never to be used as a pad.
    bool unusable{false};
    /// Firmware before 5.06 wants the format 01 instead of 89.
    bool plain_format_before_5_06{false};
    /// A keyboard: loses the release of the Enter key if its number pad is taken over at once.
    bool needs_pause{false};
};

/// @param reader  its name in PC/SC
[[nodiscard]] PinPadQuirks quirks_of(std::string_view reader) noexcept;

} // namespace openbeid::pcsc
