// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/card_state.hpp"

#include "virtual_card/trace.hpp"

#include <thread>

namespace openbeid::virtual_card {

void Card::State::power(bool on)
{
    powered = on && present;
    applet.reset();
}

Exchange Card::State::none(ByteView command, Delivery delivery) const
{
    if (trace) {
        trace(trace_line(command, {}));
    }
    return {delivery, {}};
}

/// One exchange on the contacts, counted.
Bytes Card::State::tpdu(ByteView command)
{
    auto [sw, answer] = applet.process(command);
    answer.push_back(static_cast<std::uint8_t>(sw >> 8U));
    answer.push_back(static_cast<std::uint8_t>(sw));
    const auto characters = line_characters(command, answer);
    ++counters.apdus;
    counters.bytes_to_card += command.size();
    counters.bytes_from_card += answer.size();
    counters.characters += characters;
    counters.line_time_us += characters * character_us_;
    if (command.size() > 1) {
        ++counters.by_ins[command[1]];
    }
    return answer;
}

/// What a reader makes of it that works with APDUs: several exchanges on the contacts.
Bytes Card::State::apdu(ByteView command)
{
    constexpr std::size_t data_offset = 5;
    const bool case_4 = command.size() > data_offset &&
                        command.size() == data_offset + command[data_offset - 1] + std::size_t{1};
    auto answer = tpdu(case_4 ? command.first(command.size() - 1) : command);
    constexpr int max_corrections = 2; // card reference §7.3: a card may answer 6C for ever
    Bytes data;
    for (int corrections = 0;;) {
        const auto sw1 = answer[answer.size() - 2];
        const auto sw2 = answer.back();
        data.insert(data.end(), answer.begin(), answer.end() - 2);
        if (sw1 == 0x61) {
            answer = tpdu(Bytes{0x00, 0xC0, 0x00, 0x00, sw2});
        } else if (sw1 == 0x6C && command.size() == data_offset &&
                   corrections++ < max_corrections) {
            answer = tpdu(Bytes{command[0], command[1], command[2], command[3], sw2});
        } else {
            data.insert(data.end(), {sw1, sw2});
            return data;
        }
    }
}

Exchange Card::State::exchange(ByteView command)
{
    if (!present) {
        return none(command, Delivery::removed);
    }
    if (!powered) {
        return none(command, Delivery::no_answer);
    }
    const auto fault = faults.next(command).value_or(Fault{.kind = FaultKind::delay});
    switch (fault.kind) {
    case FaultKind::drop_before: return none(command, Delivery::no_answer);
    case FaultKind::remove:
        present = false;
        power(false);
        return none(command, Delivery::removed);
    case FaultKind::reset: applet.reset(); return none(command, Delivery::reset);
    case FaultKind::silent_reset: applet.reset(); break;
    case FaultKind::delay: std::this_thread::sleep_for(fault.delay); break;
    case FaultKind::status:
    case FaultKind::status_after:
    case FaultKind::cut:
    case FaultKind::empty:
    case FaultKind::flip:
    case FaultKind::garbage:
    case FaultKind::drop_after: break;
    }
    Bytes answer;
    if (fault.kind != FaultKind::status) {
        answer = persona.quirks.apdu_level_reader ? apdu(command) : tpdu(command);
    }
    if (fault.kind == FaultKind::drop_after) {
        return none(command, Delivery::no_answer);
    }
    answer = spoil(fault, std::move(answer));
    if (trace) {
        trace(trace_line(command, answer));
    }
    return {Delivery::answered, std::move(answer)};
}

} // namespace openbeid::virtual_card
