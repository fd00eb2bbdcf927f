// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "virtual_card/applet.hpp"

#include <algorithm>
#include <string_view>

namespace openbeid::virtual_card {

namespace {

// Card reference 1.3.
constexpr std::string_view applet_aid = "A00000003029057000AD13100101FF";
constexpr std::string_view belpic_aid = "A000000177504B43532D3135";
constexpr std::string_view id_aid = "A000000177496446696C6573";
constexpr std::string_view card_manager_aid = "A000000003000000";

constexpr std::size_t shortest_aid = 10; // digits
constexpr std::size_t longest_aid = 32;

constexpr std::uint8_t no_fci = 0x0C;

} // namespace

Answer EidApplet::select(const Command& command)
{
    if (command.p1 == 0x04) {
        return select_name(command);
    }
    if (command.p2 != no_fci || (command.p1 != 0x02 && command.p1 != 0x08)) {
        return {0x6A86};
    }
    const bool by_id = command.p1 == 0x02;
    const auto size = command.data.size();
    if (by_id ? size != 2 : (size == 0 || size % 2 != 0)) {
        return {0x6A87};
    }
    const auto found = by_id ? files_.select_id(command.data) : files_.select_path(command.data);
    switch (found) {
    case FileSystem::Found::yes: return {0x9000};
    case FileSystem::Found::no: return {0x6A82};
    case FileSystem::Found::not_activated: break;
    }
    return {static_cast<std::uint16_t>(traits_.select_inactive_file ? 0x6283 : 0x6985)};
}

Answer EidApplet::select_name(const Command& command)
{
    const auto name = to_hex(command.data);
    if (command.p2 != no_fci && command.p2 != 0x00) {
        return {0x6A86};
    }
    if (name == applet_aid) {
        reset(); // a real applet selection: it restarts (5.2)
        return {0x9000};
    }
    // The card manager: an empty name selects it as well, and the eID applet is left (1.3).
    if (name.empty() || (name.size() >= shortest_aid && card_manager_aid.starts_with(name))) {
        reset();
        selected_ = false;
        return {0x9000};
    }
    if (name.size() < shortest_aid || name.size() > longest_aid) {
        return {0x6A87};
    }
    if (!selected_) {
        return {0x6A82};
    }
    if (command.p2 != no_fci) {
        return {0x6A86};
    }
    const bool is_id = name == id_aid && traits_.df_id_by_name;
    if (name != belpic_aid && !is_id) {
        return {0x6A82};
    }
    const auto path = from_hex(is_id ? "DF01" : "DF00");
    return {static_cast<std::uint16_t>(
        files_.select_path(*path) == FileSystem::Found::yes ? 0x9000 : 0x6A82)};
}

Answer EidApplet::read_binary(const Command& command)
{
    if (command.p1 > 0x7F) {
        return {0x6B00};
    }
    const auto* content = files_.content();
    if (content == nullptr) {
        return {0x6986};
    }
    if (!files_.current_is_active()) {
        return {0x6985};
    }
    const std::size_t offset = command.p1 * std::size_t{256} + command.p2;
    if (offset >= content->size()) {
        return {0x6B00};
    }
    const auto remaining = content->size() - offset;
    auto size = command.expected();
    if (size > remaining) {
        if (!persona_.quirks.short_read_past_end) {
            return {static_cast<std::uint16_t>(0x6C00U | remaining)};
        }
        size = remaining;
    }
    size = std::min(size, persona_.quirks.read_binary_max.value_or(size));
    const auto from = content->begin() + static_cast<std::ptrdiff_t>(offset);
    return {0x9000, Bytes(from, from + static_cast<std::ptrdiff_t>(size))};
}

Answer EidApplet::read_record(const Command& command)
{
    const auto* content = files_.content();
    if (content == nullptr) {
        return {0x6986};
    }
    if (files_.current_ef() != "3F00DF014031" && files_.current_ef() != "3F00DF014033") {
        return {0x6981};
    }
    if (command.p2 < command.p1) {
        return {0x6A83};
    }
    Bytes records;
    auto next = content->begin();
    while (content->end() - next >= 2) {
        const auto tag = *next;
        const auto size = std::ptrdiff_t{2} + next[1];
        const bool padding = tag == 0 && next != content->begin(); // 3.1
        if (padding || content->end() - next < size) {
            break;
        }
        if (tag >= command.p1 && tag <= command.p2) {
            records.insert(records.end(), next, next + size);
        }
        next += size;
    }
    if (records.empty()) {
        return {0x6A83};
    }
    if (command.p3 == 0 && records.size() <= command.expected()) {
        return {0x9000, std::move(records)}; // Le = 00 means all of it (5.13)
    }
    return give(command, std::move(records));
}

} // namespace openbeid::virtual_card
