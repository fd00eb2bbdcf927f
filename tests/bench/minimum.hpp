// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

/// The least that a card's line has to carry: card reference §8 and product.md §5, from the sizes
/// of the files on the very card. Sizes on another persona than the specimens' give other numbers.
namespace openbeid::bench {

struct Cost {
    std::uint64_t exchanges{0};
    std::uint64_t characters{0}; ///< of the line, by the model of §8

    friend Cost operator+(Cost a, Cost b)
    {
        return {a.exchanges + b.exchanges, a.characters + b.characters};
    }
    friend Cost operator*(std::uint64_t count, Cost cost)
    {
        return {count * cost.exchanges, count * cost.characters};
    }
};

/// What the minimum depends on.
struct CardFacts {
    bool is_v18{false};
    std::size_t key_bytes{0}; ///< of an RSA signature; 0: P-384
    std::size_t auth_der{0};  ///< certificates, without padding; 0: absent
    std::size_t signature_der{0};
    std::size_t ca_der{0};
    std::size_t root_der{0};
    std::size_t rn_der{0};
    std::size_t identity{0}; ///< file sizes
    std::size_t identity_signature{0};
    std::size_t address{0};
    std::size_t address_signature{0};
    std::size_t photo{0};
    std::size_t basic_key{0};
    std::size_t token_info{0};
};

/// @param file  a file's content by its path in hexadecimal digits, as "3F00/DF00/5038"; empty if
///              there is none
[[nodiscard]] CardFacts facts_of(const std::string& persona,
                                 const std::function<std::string(const std::string& path)>& file);

[[nodiscard]] Cost no_cost(const CardFacts& card);
[[nodiscard]] Cost recognition(const CardFacts& card);
[[nodiscard]] Cost certificates(const CardFacts& card); ///< and recognition
[[nodiscard]] Cost cold_login(const CardFacts& card);   ///< §8.1-8.4
[[nodiscard]] Cost warm_login(const CardFacts& card);   ///< §8.2: first blocks instead
[[nodiscard]] Cost ten_signatures(const CardFacts& card);
[[nodiscard]] Cost legal_signature(const CardFacts& card); ///< §8.5
[[nodiscard]] Cost surname(const CardFacts& card);
[[nodiscard]] Cost identity_without_photo(const CardFacts& card); ///< §8.6
[[nodiscard]] Cost proven_identity(const CardFacts& card);        ///< §8.6 and the proof of 1.8
[[nodiscard]] Cost all_data(const CardFacts& card);               ///< §8.6 and EF(TokenInfo)
[[nodiscard]] Cost first_signature(const CardFacts& card);

} // namespace openbeid::bench
