// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/catch.hpp"
#include "support/virtual_readers.hpp"
#include "virtual_card/card.hpp"

#include <openbeid/reader.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace openbeid::test {

/// A persona's card is in the first of one reader, and the library knows it.
class CardInReader {
public:
    explicit CardInReader(std::string_view persona);

    /// Opens the card, which must succeed.
    [[nodiscard]] Card open() const;
    [[nodiscard]] std::uint64_t apdus() const { return card->counters().apdus; }

    VirtualReaders stack;
    std::shared_ptr<virtual_card::Card> card;
    Readers readers;
};

[[nodiscard]] std::shared_ptr<virtual_card::Card> make_card(std::string_view persona);

/// What makes a virtual card authentic: its own root's key.
[[nodiscard]] std::vector<Bytes> test_roots(Card& card);

[[nodiscard]] Pin pin_of(std::string_view digits);

/// Answers every request with `digits` and counts them.
struct Holder {
    std::string_view digits{"1234"};
    int asked{0};
    std::optional<PinRequest> last{};

    [[nodiscard]] PinCallback callback();
};

/// The value, which must be there.
template <typename T>
T value_of(Result<T> result)
{
    if (!result) {
        FAIL(name_of(result.error().code) << " in " << result.error().where);
    }
    return *std::move(result);
}

template <typename T>
std::string code_of(const Result<T>& result)
{
    return result ? "ok" : name_of(result.error().code);
}

} // namespace openbeid::test
