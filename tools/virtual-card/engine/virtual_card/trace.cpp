// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/trace.hpp"

#include "base/hex.hpp"
#include "virtual_card/tpdu.hpp"

#include <algorithm>

namespace openbeid::virtual_card {

namespace {

bool carries_secret(std::uint8_t ins)
{
    return ins == 0x20 || ins == 0x24 || ins == 0x2C; // VERIFY, CHANGE, RESET RETRY COUNTER
}

} // namespace

std::string trace_line(ByteView command, ByteView answer)
{
    std::string line;
    for (const auto byte : command.first(std::min(command.size(), header_size))) {
        line += to_hex(ByteView{&byte, 1}) + ' ';
    }
    if (command.size() > header_size) {
        line += carries_secret(command[1]) ? "**" : to_hex(command.subspan(header_size));
        line += ' ';
    }
    if (answer.size() < status_size) {
        return line + "-> mute";
    }
    const auto data_size = answer.size() - status_size;
    return line + "-> " + std::to_string(data_size) + ' ' + to_hex(answer.last(status_size));
}

} // namespace openbeid::virtual_card
