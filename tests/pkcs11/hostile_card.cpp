// SPDX-License-Identifier: Apache-2.0
#include "hostile_card.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace openbeid::test {

namespace {

/// Random numbers by simple means: the distributions of the standard library differ.
class Dice {
public:
    explicit Dice(std::uint32_t seed) : random_{seed} {} // NOLINT(cert-msc51-cpp): reproducible

    [[nodiscard]] std::uint32_t below(std::size_t limit)
    {
        return static_cast<std::uint32_t>(random_() % limit);
    }
    [[nodiscard]] bool once_in(std::size_t times) { return below(times) == 0; }
    [[nodiscard]] std::uint8_t byte() { return static_cast<std::uint8_t>(random_()); }
    [[nodiscard]] Bytes bytes(std::size_t count)
    {
        Bytes made(count);
        for (auto& b : made) {
            b = byte();
        }
        return made;
    }
    template <typename Container>
    [[nodiscard]] auto pick(const Container& from)
    {
        return std::data(from)[below(std::size(from))];
    }

private:
    std::mt19937 random_;
};

constexpr std::array personas{"v10-citizen",
                              "v11-citizen",
                              "v17-citizen",
                              "v18-citizen",
                              "v17-rekeyed",
                              "v18-foreigner",
                              "v18-future-atr",
                              "v17-unactivated"};

constexpr std::array<std::uint16_t, 20> status_words{
    0x9000, 0x6100, 0x61FF, 0x6110, 0x6C00, 0x6C10, 0x6200, 0x6283, 0x63C0, 0x63CF,
    0x6400, 0x6581, 0x6700, 0x6982, 0x6983, 0x6985, 0x6A82, 0x6A88, 0x6D00, 0x0000};

void spoil_bytes(Dice& dice, Bytes& bytes)
{
    switch (dice.below(5)) {
    case 0: bytes.resize(dice.below(bytes.size() + 1)); break;
    case 1: bytes = dice.bytes(dice.below(600)); break;
    case 2: bytes.insert(bytes.end(), 1 + dice.below(300), dice.byte()); break;
    case 3: bytes.clear(); break;
    default:
        for (auto count = 1 + dice.below(8); count > 0 && !bytes.empty(); --count) {
            bytes[dice.below(bytes.size())] = dice.byte();
        }
    }
}

virtual_card::Persona spoiled_persona(Dice& dice)
{
    auto made = persona(dice.pick(personas));
    if (dice.once_in(6)) {
        spoil_bytes(dice, made.atr);
        made.atr.resize(std::min<std::size_t>(made.atr.size(), 33));
    }
    if (dice.once_in(4)) {
        spoil_bytes(dice, made.card_data);
        made.card_data.resize(std::clamp<std::size_t>(made.card_data.size(), 1, 255));
    }
    for (auto& [path, content] : made.files) {
        if (dice.once_in(4)) {
            spoil_bytes(dice, content);
        }
    }
    if (dice.once_in(8)) {
        made.pin.digits = "2468";
    }
    if (dice.once_in(8)) {
        made.pin.tries_left = dice.below(3);
    }
    if (dice.once_in(5)) {
        made.quirks.read_binary_max = 1 + dice.below(256);
    }
    made.quirks.apdu_level_reader = dice.once_in(4);
    return made;
}

Fault some_fault(Dice& dice)
{
    using enum FaultKind;
    constexpr std::array kinds{status,
                               status_after,
                               cut,
                               empty,
                               flip,
                               garbage,
                               garbage,
                               drop_before,
                               drop_after,
                               remove,
                               reset,
                               silent_reset};
    constexpr std::array<std::uint8_t, 8> instructions{ins_select,
                                                       ins_read_binary,
                                                       ins_get_response,
                                                       ins_verify,
                                                       ins_mse,
                                                       ins_sign,
                                                       ins_log_off,
                                                       ins_get_card_data};
    Fault fault{.kind = dice.pick(kinds)};
    fault.after = 1 + dice.below(dice.once_in(2) ? 8 : 60);
    if (dice.once_in(2)) {
        fault.ins = dice.pick(instructions);
    }
    fault.status = dice.pick(status_words);
    fault.count = dice.below(2100);
    fault.bytes = dice.bytes(dice.once_in(4) ? dice.below(400) : dice.below(260));
    if (dice.once_in(2)) {
        const auto sw = dice.pick(status_words);
        fault.bytes.push_back(static_cast<std::uint8_t>(sw >> 8U));
        fault.bytes.push_back(static_cast<std::uint8_t>(sw));
    }
    return fault;
}

} // namespace

std::shared_ptr<Card> make_hostile_card(std::uint32_t seed)
{
    Dice dice{seed};
    auto card = std::make_shared<Card>(spoiled_persona(dice));
    for (auto count = dice.below(12); count > 0; --count) {
        card->inject(some_fault(dice));
    }
    return card;
}

} // namespace openbeid::test
