// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace openbeid::virtual_card {

enum class FaultKind : std::uint8_t {
    status,       ///< answers `status`; the command is not executed
    status_after, ///< executes, then answers `status` without data
    cut,          ///< executes, takes `count` bytes from the end of the data; the SW stays
    empty,        ///< executes, gives 9000 without data
    flip,        ///< executes, inverts bit `count` of the data, counted from the first one's lowest
    garbage,     ///< executes, gives `bytes` as the whole answer
    drop_before, ///< no answer; the command is not executed
    drop_after,  ///< no answer; the command is executed
    delay,       ///< executes and answers after `delay`
    remove,      ///< the card is taken out before the command
    reset,       ///< the card is reset before the command, which gets no answer
    silent_reset, ///< the card is reset before the command, which is then executed
};

/// One thing that goes wrong, once.
struct Fault {
    FaultKind kind{FaultKind::status};
    unsigned after{1};                 ///< 1 is the next APDU that matches, 2 the one after it
    std::optional<std::uint8_t> ins{}; ///< only APDUs with this instruction count
    std::uint16_t status{0x6400};
    std::size_t count{1};
    Bytes bytes{};
    std::chrono::milliseconds delay{0};
};

/// "cut", "drop_before", ...: the enumerator's name.
[[nodiscard]] std::optional<FaultKind> fault_kind(std::string_view name);

/// Faults that wait for their APDU, in the order of injection.
class FaultQueue {
public:
    void add(Fault fault) { waiting_.push_back(std::move(fault)); }
    void clear() { waiting_.clear(); }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

    /// Counts an APDU and gives the fault that is due, at most one.
    [[nodiscard]] std::optional<Fault> next(ByteView command);

private:
    std::vector<Fault> waiting_;
};

/// What `fault` makes of an answer of the card, data and status word.
[[nodiscard]] Bytes spoil(const Fault& fault, Bytes answer);

} // namespace openbeid::virtual_card
