// SPDX-License-Identifier: Apache-2.0
#include "apdu/command.hpp"

#include <algorithm>
#include <stdexcept>

namespace openbeid::apdu {

Command::Command(const Header& header) noexcept
{
    bytes_[0] = header.cla;
    bytes_[1] = static_cast<std::uint8_t>(header.ins);
    bytes_[2] = header.p1;
    bytes_[3] = header.p2;
}

Command Command::case1(const Header& header) noexcept
{
    return Command{header};
}

Command Command::case2(const Header& header, std::size_t expected) noexcept
{
    Command command{header};
    command.bytes_[command.size_++] = static_cast<std::uint8_t>(expected); // 256 is coded 00
    return command;
}

Command Command::case3(const Header& header, ByteView data)
{
    if (data.empty() || data.size() > max_data_size) {
        throw std::length_error{"APDU data"};
    }
    Command command{header};
    command.bytes_[command.size_++] = static_cast<std::uint8_t>(data.size());
    std::copy(data.begin(), data.end(), command.bytes_.begin() + 5);
    command.size_ += data.size();
    return command;
}

} // namespace openbeid::apdu
