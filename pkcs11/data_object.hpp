// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "token/token.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace openbeid::pkcs11 {

/// Where the value of a data object comes from.
enum class DataSource : std::uint8_t {
    file,       ///< a whole file
    field,      ///< the field of a file with that tag
    record,     ///< the same, read by itself (READ RECORD)
    token_info, ///< a piece of the four personalisation versions in EF(TokenInfo)
    card_data,  ///< a piece of the answer to GET CARD DATA
    atr,
};

/// A data object with the label and group that programs written for the official middleware know.
struct DataSpec {
    const char* label{""};
    const char* group{""}; ///< CKA_OBJECT_ID
    DataSource source{};
    token::DataFile file{}; ///< with the sources file, field and record
    std::uint8_t tag{0};    ///< with field and record
    std::uint8_t offset{0}; ///< with token_info and card_data
    std::uint8_t size{0};   ///< likewise; 0: to the end
    /// Applets up to 1.1 lay out the end of their card data in another way (card reference §5.1).
    enum class Layout : std::uint8_t { any, old, current } layout{Layout::any};

    /// Only who names it finds it: everything that it tells stands in another object too.
    [[nodiscard]] constexpr bool must_be_named() const noexcept
    {
        return source == DataSource::record;
    }
};

/**
 * The value of a data object, as on the card; null if this card has none. Reads the file that it
 * is in, unless that was read already.
 * Fails: as Token::file() and Token::record(), but not for what makes only this object impossible.
 */
[[nodiscard]] Result<std::shared_ptr<const Bytes>> value_of(const DataSpec& spec,
                                                            token::Token& token);

} // namespace openbeid::pkcs11
