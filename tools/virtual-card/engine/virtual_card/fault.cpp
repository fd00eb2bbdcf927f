// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/fault.hpp"

#include "virtual_card/tpdu.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace openbeid::virtual_card {

namespace {

Bytes status_only(std::uint16_t status)
{
    return {static_cast<std::uint8_t>(status >> 8U), static_cast<std::uint8_t>(status)};
}

} // namespace

std::optional<FaultKind> fault_kind(std::string_view name)
{
    using enum FaultKind;
    constexpr std::array<std::pair<std::string_view, FaultKind>, 12> kinds{{
        {"status", status},
        {"status_after", status_after},
        {"cut", cut},
        {"empty", empty},
        {"flip", flip},
        {"garbage", garbage},
        {"drop_before", drop_before},
        {"drop_after", drop_after},
        {"delay", delay},
        {"remove", remove},
        {"reset", reset},
        {"silent_reset", silent_reset},
    }};
    const auto* found = std::find_if(
        kinds.begin(), kinds.end(), [&](const auto& entry) { return entry.first == name; });
    return found == kinds.end() ? std::nullopt : std::optional{found->second};
}

std::optional<Fault> FaultQueue::next(ByteView command)
{
    auto due = waiting_.end();
    for (auto fault = waiting_.begin(); fault != waiting_.end(); ++fault) {
        const bool matches = !fault->ins || (command.size() > 1 && command[1] == *fault->ins);
        if (matches && fault->after > 0) {
            --fault->after;
        }
        if (matches && fault->after == 0 && due == waiting_.end()) {
            due = fault;
        }
    }
    if (due == waiting_.end()) {
        return std::nullopt;
    }
    auto fault = std::move(*due);
    waiting_.erase(due);
    return fault;
}

Bytes spoil(const Fault& fault, Bytes answer)
{
    const auto data_size = answer.size() - std::min(answer.size(), status_size);
    switch (fault.kind) {
    case FaultKind::status:
    case FaultKind::status_after: return status_only(fault.status);
    case FaultKind::empty: return status_only(0x9000);
    case FaultKind::garbage: return fault.bytes;
    case FaultKind::cut: {
        const auto cut = static_cast<std::ptrdiff_t>(std::min(fault.count, data_size));
        const auto end = answer.begin() + static_cast<std::ptrdiff_t>(data_size);
        answer.erase(end - cut, end);
        break;
    }
    case FaultKind::flip:
        if (fault.count / 8 < data_size) {
            auto& byte = answer[fault.count / 8];
            byte = static_cast<std::uint8_t>(byte ^ (1U << fault.count % 8));
        }
        break;
    case FaultKind::drop_before:
    case FaultKind::drop_after:
    case FaultKind::delay:
    case FaultKind::remove:
    case FaultKind::reset:
    case FaultKind::silent_reset: break;
    }
    return answer;
}

} // namespace openbeid::virtual_card
