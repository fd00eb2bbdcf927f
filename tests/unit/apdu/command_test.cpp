// SPDX-License-Identifier: Apache-2.0
#include "apdu/command.hpp"
#include "base/hex.hpp"
#include "support/catch.hpp"

#include <stdexcept>

using namespace openbeid;
using apdu::Command;
using apdu::Ins;

TEST_CASE("a command without data and answer is its header", "[apdu][command]")
{
    CHECK(to_hex(Command::case1({.cla = 0x80, .ins = Ins::log_off}).bytes()) == "80E60000");
    CHECK(to_hex(Command::case1({.ins = Ins::verify, .p2 = 0x01}).bytes()) == "00200001");
}

TEST_CASE("a command with an answer ends with the length asked for", "[apdu][command]")
{
    const apdu::Header header{.ins = Ins::read_binary, .p1 = 0x01, .p2 = 0xFE};
    CHECK(to_hex(Command::case2(header, 1).bytes()) == "00B001FE01");
    CHECK(to_hex(Command::case2(header, 255).bytes()) == "00B001FEFF");
}

TEST_CASE("256 bytes are asked for as 00", "[apdu][command]")
{
    CHECK(to_hex(Command::case2({.ins = Ins::read_binary}, 256).bytes()) == "00B0000000");
}

TEST_CASE("a command with data carries their length and no Le", "[apdu][command]")
{
    const Bytes path{0x3F, 0x00, 0xDF, 0x00};
    const auto command = Command::case3({.ins = Ins::select, .p1 = 0x08, .p2 = 0x0C}, path);
    CHECK(to_hex(command.bytes()) == "00A4080C043F00DF00");
}

TEST_CASE("a command carries at most 255 bytes", "[apdu][command]")
{
    const Bytes data(256, 0xA5);
    const apdu::Header header{.ins = Ins::perform_security_operation, .p1 = 0x9E, .p2 = 0x9A};
    const auto longest = Command::case3(header, ByteView{data}.first(255));
    CHECK(longest.bytes().size() == 260);
    CHECK(longest.bytes()[4] == 0xFF);
    CHECK(longest.bytes()[259] == 0xA5);
    CHECK_THROWS_AS(Command::case3(header, data), std::length_error);
    CHECK_THROWS_AS(Command::case3(header, {}), std::length_error);
}
