// SPDX-License-Identifier: Apache-2.0
// A pinentry that plays a script: the first line is how it starts, each further line how it answers
// one GETPIN. What it is asked is in the file "transcript". See Stage.
#include "fake_script.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>

using namespace openbeid::test;

namespace {

void say(const std::string& line)
{
    std::cout << line << '\n' << std::flush;
}

std::string percent_escaped(const std::string& text)
{
    constexpr const char* digits = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        escaped += std::string{'%'} + digits[byte >> 4U] + digits[byte & 0x0FU];
    }
    return escaped;
}

void say_pin(const std::string& pin)
{
    say("D " + pin);
    say("OK");
}

[[noreturn]] void flood(const std::string& line)
{
    while (std::cout) {
        say(line);
    }
    std::exit(0);
}

void answer(const std::string& line)
{
    const auto space = line.find(' ');
    const auto kind = line.substr(0, space);
    const auto value = space == std::string::npos ? std::string{} : line.substr(space + 1);
    if (kind == "pin") {
        say_pin(value);
    } else if (kind == "masked") {
        say_pin(from_hex_masked(value, pin_mask));
    } else if (kind == "escaped") {
        say_pin(percent_escaped(value));
    } else if (kind == "split") { // each character a line of its own
        for (const char c : value) {
            say(std::string{"D "} + c);
        }
        say("OK");
    } else if (kind == "nothing") {
        say("OK");
    } else if (kind == "error") {
        say("ERR " + value + " said so");
    } else if (kind == "long") { // as long as a line may be
        say_pin(std::string(std::stoul(value), '1'));
    } else if (kind == "say") {
        say(value);
    } else if (kind == "crash") {
        std::abort();
    } else if (kind == "leave") {
        std::exit(0);
    } else if (kind == "hang") {
        hang();
    } else if (kind == "half") { // a line that does not end
        std::cout << "D 12" << std::flush;
        hang();
    } else if (kind == "flood") {
        flood("D 1");
    }
}

void start(const std::string& how)
{
    if (how == "crash") {
        std::abort();
    } else if (how == "hang") {
        hang();
    } else if (how == "garbage") {
        say("\x01\x02 what?");
    } else if (how == "flood") {
        flood("# nothing");
    } else if (how == "stubborn") {
        std::signal(SIGTERM, SIG_IGN);
    }
    say("OK pleased to meet you");
}

} // namespace

int main(int /*argc*/, char** argv)
{
    const Stage stage{*argv};
    stage.show_life();
    stage.report();
    auto next = stage.script().begin();
    start(next != stage.script().end() ? *next++ : "well");
    for (std::string line; std::getline(std::cin, line);) {
        stage.tell("transcript", line);
        if (line == "GETPIN") {
            stage.show_window();
            answer(next != stage.script().end() ? *next++ : "error 83886179");
        } else {
            say(line == "OPTION no-grab" ? "ERR 83886254 Unknown option" : "OK");
        }
    }
}
