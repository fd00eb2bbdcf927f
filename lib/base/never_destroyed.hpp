// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

namespace openbeid {

/**
 * An object with static storage that works in exit handlers too: its destructor never runs. It is
 * made when it is first used, so a library that holds one needs no static initialiser.
 * Not safe for threads: whoever has one has a lock for it, which guards its making as well.
 */
template <typename T>
class NeverDestroyed {
    static_assert(std::is_nothrow_default_constructible_v<T>);

public:
    constexpr NeverDestroyed() noexcept = default;

    [[nodiscard]] T& operator*() noexcept
    {
        if (!made_) {
            renew();
        }
        return *std::launder(place());
    }

    /// Puts a fresh object in the place of the old one, which is leaked with all that it holds: for
    /// the child of a fork.
    void renew() noexcept
    {
        std::construct_at(place());
        made_ = true;
    }

private:
    [[nodiscard]] T* place() noexcept
    {
        void* const storage = storage_.data();
        return static_cast<T*>(storage);
    }

    alignas(T) std::array<std::byte, sizeof(T)> storage_{};
    bool made_{false};
};

} // namespace openbeid
