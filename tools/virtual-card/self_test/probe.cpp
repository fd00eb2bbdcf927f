// SPDX-License-Identifier: Apache-2.0
#include "self_test/probe.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace openbeid::virtual_card {

namespace {

struct Word {
    const char* name;
    const char* command;
};

// Algorithm 01 takes 32 bytes on every generation: PKCS#1 v1.5 of the data, or ECDSA with SHA-256.
constexpr std::array words = {
    Word{"V", "00200001082412 34FFFFFFFFFF"},
    Word{"W", "0020000108249999FFFFFFFFFF"},
    Word{"Q", "0020000100"},
    Word{"OFF", "80E60000"},
    Word{"AID", "00A4040C0FA00000003029057000AD13100101FF"},
    Word{"DF00", "00A4080C043F00DF00"},
    Word{"DF01", "00A4080C043F00DF01"},
    Word{"ID", "00A4080C063F00DF014031"},
    Word{"M82", "002241B6050480018482"},
    Word{"M83", "002241B6050480018483"},
    Word{"S", "002A9E9A20000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"},
    Word{"READ", "00B0000001"},
    Word{"DATA", "80E400001C"},
};

} // namespace

Probe::Probe(Persona persona) : card_{std::make_unique<Card>(std::move(persona))}
{
    card_->power_on();
}

std::string Probe::send(std::string_view command)
{
    const auto bytes = from_hex(command);
    return bytes ? to_hex(card_->transmit(*bytes)) : "not hexadecimal";
}

Bytes Probe::read(const std::string& path)
{
    Bytes content;
    const auto length = to_hex(std::array{static_cast<std::uint8_t>(path.size() / 2)});
    if (send("00A4080C" + length + path) != "9000") {
        return content;
    }
    for (;;) {
        const std::array<std::uint8_t, 2> offset{static_cast<std::uint8_t>(content.size() >> 8U),
                                                 static_cast<std::uint8_t>(content.size())};
        auto answer = send("00B0" + to_hex(offset) + "00");
        constexpr std::size_t status_word_alone = 4; // data may begin with 6C too
        if (answer.size() == status_word_alone && answer.rfind("6C", 0) == 0) {
            answer = send("00B0" + to_hex(offset) + answer.substr(2));
        }
        const auto data = from_hex(answer).value_or(Bytes{});
        if (data.size() <= 2) {
            return content;
        }
        content.insert(content.end(), data.begin(), data.end() - 2);
    }
}

std::string command_of(const std::string& word)
{
    const auto* found =
        std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.name == word; });
    return found == words.end() ? word : found->command;
}

void run_script(Report& report, Probe& probe, const std::string& name, std::string_view script)
{
    std::istringstream lines{std::string{script}};
    unsigned number = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto arrow = line.find(" -> ");
        if (arrow == std::string::npos) {
            continue;
        }
        ++number;
        const auto start = line.find_first_not_of(' ');
        const auto command = line.substr(start, arrow - start);
        const auto label = name + " #" + std::to_string(number) + ' ' + command;
        if (command == "RESET" || command == "POWER") {
            if (command == "RESET") {
                probe.card().reset();
            } else {
                probe.card().power_off();
                report.check(probe.send("80E400001C").empty(), label + ": mute without power");
                probe.card().power_on();
            }
            report.answer(line.substr(arrow + 4), "9000", label);
        } else {
            report.answer(line.substr(arrow + 4), probe.send(command_of(command)), label);
        }
    }
}

void run_rows(Report& report, const Cards& cards, std::span<const ScriptRow> rows)
{
    for (const auto& row : rows) {
        std::istringstream names{row.personas};
        for (std::string name; names >> name;) {
            auto probe = cards(name);
            run_script(report, probe, name + ' ' + row.name, row.script);
        }
    }
}

} // namespace openbeid::virtual_card
