// SPDX-License-Identifier: Apache-2.0
// An openbeid-pin-prompt that plays a script: each line is a step. See Stage.
#include "fake_script.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

using namespace openbeid::test;

namespace {

bool write_out(const std::string& bytes)
{
    return ::write(STDOUT_FILENO, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
}

void await_end_of_input()
{
    std::array<char, 512> bytes{};
    while (::read(STDIN_FILENO, bytes.data(), bytes.size()) > 0) {
    }
}

void play(const Stage& stage, const std::string& line)
{
    const auto space = line.find(' ');
    const auto kind = line.substr(0, space);
    if (kind == "write") {
        write_out(from_hex_masked(line.substr(space + 1), 0));
    } else if (kind == "masked") { // a reply of one digit too many
        write_out(std::string{'\1', '\14'} + from_hex_masked(line.substr(space + 1), pin_mask) +
                  '0');
    } else if (kind == "report") {
        stage.report();
    } else if (kind == "enter" || kind == "leave") {
        stage.tell("turns", kind);
    } else if (kind == "show") {
        stage.show_window();
    } else if (kind == "await-go") {
        stage.await_go();
    } else if (kind == "close") {
        ::close(STDOUT_FILENO);
    } else if (kind == "await-end") {
        await_end_of_input();
        stage.tell("end", "of input");
    } else if (kind == "flood") {
        while (write_out("0123456789")) {
        }
    } else if (kind == "stubborn") {
        std::signal(SIGTERM, SIG_IGN);
        std::signal(SIGPIPE, SIG_IGN);
    } else if (kind == "crash") {
        std::abort();
    } else if (kind == "hang") {
        hang();
    }
}

} // namespace

int main(int /*argc*/, char** argv)
{
    const Stage stage{*argv};
    stage.show_life();
    for (const auto& line : stage.script()) {
        play(stage, line);
    }
}
