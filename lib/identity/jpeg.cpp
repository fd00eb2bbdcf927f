// SPDX-License-Identifier: Apache-2.0
#include "identity/jpeg.hpp"

#include <algorithm>
#include <optional>

namespace openbeid::identity {

namespace {

// ITU-T T.81, table B.1: the second byte of a marker.
constexpr std::uint8_t marker_prefix = 0xFF;
constexpr std::uint8_t stuffing = 0x00; // after FF in entropy-coded data: no marker
constexpr std::uint8_t temporary = 0x01;
constexpr std::uint8_t first_real = 0xC0;
constexpr std::uint8_t start_of_image = 0xD8;
constexpr std::uint8_t end_of_image = 0xD9;
constexpr std::uint8_t start_of_scan = 0xDA;

bool is_restart(std::uint8_t marker)
{
    return marker >= 0xD0 && marker <= 0xD7;
}

constexpr JpegExtent not_jpeg{.state = JpegState::not_jpeg, .size = 0};

/// A walk over the markers. Every step moves forward, so it ends.
class Walk {
public:
    explicit Walk(ByteView bytes) noexcept : bytes_{bytes} {}

    [[nodiscard]] JpegExtent measure() noexcept
    {
        if (!starts_well()) {
            return not_jpeg;
        }
        at_ = 2;
        for (;;) {
            const auto marker = next_marker();
            if (!marker) {
                return broken_ ? not_jpeg : incomplete();
            }
            if (*marker == end_of_image) {
                return has_scan_ ? JpegExtent{.state = JpegState::complete, .size = at_} : not_jpeg;
            }
            if (!enter(*marker)) {
                return broken_ ? not_jpeg : incomplete();
            }
        }
    }

private:
    [[nodiscard]] bool starts_well() const noexcept
    {
        return (bytes_.empty() || bytes_[0] == marker_prefix) &&
               (bytes_.size() < 2 || bytes_[1] == start_of_image);
    }

    [[nodiscard]] JpegExtent incomplete() const noexcept
    {
        // The shortest way on is the marker that ends the picture.
        return {.state = JpegState::incomplete, .size = std::max(at_ + 2, bytes_.size() + 1)};
    }

    // The marker at the cursor; FF may come before it any number of times (B.1.1.2).
    [[nodiscard]] std::optional<std::uint8_t> next_marker() noexcept
    {
        auto at = at_;
        while (at < bytes_.size() && bytes_[at] == marker_prefix) {
            ++at;
        }
        if (at >= bytes_.size()) {
            return std::nullopt;
        }
        broken_ = at == at_ || bytes_[at] == stuffing;
        if (broken_) {
            return std::nullopt;
        }
        at_ = at + 1;
        return bytes_[at];
    }

    // Goes behind what the marker begins; false if that is broken or not all there.
    [[nodiscard]] bool enter(std::uint8_t marker) noexcept
    {
        if (is_restart(marker) || marker == temporary) {
            return true;
        }
        broken_ = marker < first_real || marker == start_of_image;
        if (broken_ || at_ + 2 > bytes_.size()) {
            return false;
        }
        const std::size_t length = std::size_t{bytes_[at_]} << 8U | bytes_[at_ + 1];
        broken_ = length < 2;
        if (broken_) {
            return false;
        }
        at_ += length;
        if (marker != start_of_scan) {
            return at_ <= bytes_.size();
        }
        has_scan_ = true;
        return skip_scan();
    }

    // Entropy-coded data (B.1.1.5): up to a marker other than a restart.
    [[nodiscard]] bool skip_scan() noexcept
    {
        while (at_ + 1 < bytes_.size()) {
            const auto next = bytes_[at_ + 1];
            if (bytes_[at_] == marker_prefix && next != stuffing && !is_restart(next)) {
                return true;
            }
            ++at_;
        }
        return false;
    }

    ByteView bytes_;
    std::size_t at_{0};
    bool has_scan_{false};
    bool broken_{false};
};

} // namespace

JpegExtent measure_jpeg(ByteView first_bytes) noexcept
{
    return Walk{first_bytes}.measure();
}

} // namespace openbeid::identity
