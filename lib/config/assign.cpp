// SPDX-License-Identifier: Apache-2.0
#include "config/assign.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace openbeid::config {

namespace {

template <typename Enum, std::size_t Size>
using Names = std::array<std::pair<std::string_view, Enum>, Size>;

constexpr Names<PinEntry, 2> pin_entries{
    {{"application", PinEntry::application}, {"module", PinEntry::module}}};
constexpr Names<Prompt, 3> prompts{
    {{"signature", Prompt::signature}, {"always", Prompt::always}, {"never", Prompt::never}}};
constexpr Names<Cache, 3> caches{
    {{"runtime", Cache::runtime}, {"memory", Cache::memory}, {"off", Cache::off}}};
constexpr Names<LogTo, 2> log_targets{{{"off", LogTo::off}, {"file", LogTo::file}}};

/// One member that takes one of some names.
template <auto member, const auto& names>
bool assign_named(Settings& settings, const Value& value)
{
    const auto* const text = std::get_if<std::string_view>(&value);
    const auto found = std::find_if(names.begin(), names.end(), [text](const auto& known) {
        return text != nullptr && known.first == *text;
    });
    if (found == names.end()) {
        return false;
    }
    settings.*member = found->second;
    return true;
}

bool assign_probe(Settings& settings, const Value& value)
{
    const auto* const flag = std::get_if<bool>(&value);
    if (flag == nullptr) {
        return false;
    }
    settings.probe = *flag;
    return true;
}

bool assign_lock_timeout(Settings& settings, const Value& value)
{
    constexpr double longest = 60;
    const auto* const seconds = std::get_if<double>(&value);
    if (seconds == nullptr || !(*seconds >= 0 && *seconds <= longest)) { // written so for NaN
        return false;
    }
    settings.lock_timeout = std::chrono::milliseconds{std::llround(*seconds * 1000)};
    return true;
}

bool assign_log_level(Settings& settings, const Value& value)
{
    const auto* const text = std::get_if<std::string_view>(&value);
    const auto level = text != nullptr ? log::level_named(*text) : std::nullopt;
    if (!level) {
        return false;
    }
    settings.log_level = *level;
    return true;
}

// The log's variables, OPENBEID_LOG and OPENBEID_LOG_FILE, are the log's own business.
constexpr std::array<Key, 7> all_keys{{
    {"pin_entry",
     "OPENBEID_PIN_ENTRY",
     R"("application" or "module")",
     assign_named<&Settings::pin_entry, pin_entries>},
    {"prompt",
     "OPENBEID_PROMPT",
     R"("signature", "always" or "never")",
     assign_named<&Settings::prompt, prompts>},
    {"cache",
     "OPENBEID_CACHE",
     R"("runtime", "memory" or "off")",
     assign_named<&Settings::cache, caches>},
    {"probe", "OPENBEID_PROBE", "true or false", assign_probe},
    {"lock_timeout", "OPENBEID_LOCK_TIMEOUT", "seconds, 0 to 60", assign_lock_timeout},
    {"log", nullptr, R"("off" or "file")", assign_named<&Settings::log_to, log_targets>},
    {"log_level", nullptr, R"("error", "warn", "info" or "debug")", assign_log_level},
}};

} // namespace

std::span<const Key> keys() noexcept
{
    return all_keys;
}

std::string printable(std::string_view text, std::size_t longest)
{
    std::string shown{text.substr(0, longest)};
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~' || c == '"'; }, '?');
    return shown;
}

} // namespace openbeid::config
