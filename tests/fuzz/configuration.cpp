// SPDX-License-Identifier: Apache-2.0
// openbeid.toml.
#include "config/parse.hpp"
#include "fuzz.hpp"

#include <algorithm>
#include <string>

using namespace openbeid;

namespace {

constexpr std::size_t max_size = 64 * 1024; // as config::load() reads it

void check(const config::Parsed& parsed)
{
    const auto& settings = parsed.settings;
    fuzz::require(settings.lock_timeout >= std::chrono::seconds{0} &&
                  settings.lock_timeout <= std::chrono::seconds{60});
    fuzz::require(settings.log_level <= log::Level::debug);
    fuzz::require(parsed.warnings.size() <= 16);
    for (const auto& warning : parsed.warnings) {
        fuzz::require(std::all_of(
            warning.text.begin(), warning.text.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + std::min(size, max_size));
    const auto parsed = config::parse(text, {}, "firefox");
    check(parsed);
    check(config::parse(text, parsed.settings, {}));
    // The same text twice is the same.
    fuzz::require(config::parse(text, parsed.settings, "firefox").settings == parsed.settings);
    return 0;
}
