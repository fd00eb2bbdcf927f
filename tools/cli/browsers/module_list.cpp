// SPDX-License-Identifier: Apache-2.0
#include "browsers/module_list.hpp"

#include "browsers/databases.hpp"
#include "files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <vector>

namespace openbeid::cli {

namespace {

/// Lines of one module, and the empty line behind them.
using Block = std::string;

std::vector<Block> blocks_of(std::string_view list)
{
    std::vector<Block> blocks{{}};
    bool ended = false;
    std::istringstream lines{std::string{list}};
    for (std::string line; std::getline(lines, line);) {
        const bool blank = trimmed(line).empty();
        if (ended && !blank) {
            blocks.emplace_back();
        }
        ended = blank && !blocks.back().empty();
        blocks.back() += line + "\n";
    }
    if (!ended) {
        blocks.back() += "\n";
    }
    return blocks;
}

NssModule module_of(const Block& block)
{
    constexpr std::string_view library{"library="};
    NssModule module;
    std::istringstream lines{block};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(library)) {
            module.library = trimmed(std::string_view{line}.substr(library.size()));
        }
    }
    return module;
}

bool is_block_of_ours(const Block& block)
{
    return brings_ours(module_of(block));
}

bool is_block_of_opensc(const Block& block)
{
    return brings_opensc(module_of(block));
}

/// What modutil -mechanisms FRIENDLY writes of one slot, for each that there can be: OpenSC numbers
/// them from 0, and has 16 unless opensc.conf says otherwise (max_virtual_slots); p11-kit's proxy
/// numbers those of all its modules from 16 on.
std::string flags_line(const NssModule& module)
{
    const int first = is_opensc(module) ? 0 : 16;
    const int end = is_opensc(module) ? 16 : 48;
    std::string line{"NSS=slotParams={"};
    for (int slot = first; slot < end; ++slot) {
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), "0x%08x=[slotFlags=PublicCerts ] ", slot);
        line += text.data();
    }
    return line + "}\n";
}

std::string joined(const std::vector<Block>& blocks)
{
    std::string list;
    for (const auto& block : blocks) {
        list += block;
    }
    return list;
}

} // namespace

std::string put_ours_before_opensc(std::string_view list)
{
    auto blocks = blocks_of(list);
    const auto opensc = std::find_if(blocks.begin(), blocks.end(), is_block_of_opensc);
    const auto ours = std::find_if(blocks.begin(), blocks.end(), is_block_of_ours);
    if (opensc < ours) {
        std::stable_partition(opensc, blocks.end(), is_block_of_ours);
    }
    for (auto& block : blocks) {
        if (is_block_of_opensc(block) && block.find("\nNSS=") == std::string::npos) {
            block.insert(block.find_last_not_of('\n') + 2, flags_line(module_of(block)));
        }
    }
    return joined(blocks);
}

std::string take_back_opensc_flags(std::string_view list)
{
    auto blocks = blocks_of(list);
    bool found = false;
    for (auto& block : blocks) {
        const auto module = module_of(block);
        const auto flags = flags_line(module);
        // Of p11-kit's proxy, even if it does not bring OpenSC any more.
        if (const auto place = block.find(flags);
            (is_opensc(module) || is_p11_kit_proxy(module)) && place != std::string::npos) {
            block.erase(place, flags.size());
            found = true;
        }
    }
    return found ? joined(blocks) : std::string{list};
}

} // namespace openbeid::cli
