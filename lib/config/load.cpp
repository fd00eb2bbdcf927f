// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include "base/file.hpp"
#include "base/user_trust.hpp"
#include "config/assign.hpp"
#include "config/parse.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>

namespace openbeid::config {

namespace {

constexpr std::size_t max_file_size = 65'536; // bytes
constexpr std::size_t max_path = 4096;
constexpr const char* file_name = "/openbeid/openbeid.toml";

/// Programs that are known to need it that the module asks for the PIN, as the official middleware
/// does: they sign without a login (Web eID), or log in and change the PIN without giving one.
constexpr std::array<std::string_view, 2> leave_pin_to_module{"eid-viewer", "web-eid"};

/// Why a file must not be obeyed; null if it may.
const char* objection(const FileDescriptor& file, uid_t owner)
{
    struct stat status {};
    if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return "it is not a regular file";
    }
    if (status.st_uid != owner) {
        return "it belongs to somebody else";
    }
    if ((status.st_mode & S_IWOTH) != 0) {
        return "everybody can write to it";
    }
    return nullptr;
}

/// Adds what one file says to `loaded`.
void read_file(const std::string& path, uid_t owner, Loaded& loaded)
{
    const auto shown = printable(path, max_path);
    const auto refuse = [&](const char* reason) {
        loaded.warnings.push_back(fmt::format("{} is ignored: {}", shown, reason));
    };
    // Symbolic links are followed, as people keep their files under ~/.config by them: the file at
    // the end has to be right. O_NONBLOCK: not to wait for the other end of a FIFO.
    const FileDescriptor file{
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)}; // NOLINT(*-vararg)
    if (!file.is_open()) {
        if (errno != ENOENT && errno != ENOTDIR) {
            refuse("it can't be read");
        }
        return;
    }
    if (const char* const reason = objection(file, owner)) {
        return refuse(reason);
    }
    const auto content = read_all(file, max_file_size);
    if (!content) {
        return refuse("it can't be read, or is larger than 64 KiB");
    }
    const std::string text{content->begin(), content->end()};
    const auto parsed = parse(text, loaded.settings, program_name());
    loaded.settings = parsed.settings;
    for (const auto& warning : parsed.warnings) {
        loaded.warnings.push_back(
            fmt::format("{}, line {}: {}", shown, warning.line, warning.text));
    }
}

std::optional<std::string> user_file()
{
    const char* const folder = trusted_variable("XDG_CONFIG_HOME");
    if (folder != nullptr && folder[0] == '/') {
        return std::string{folder} + file_name;
    }
    const char* const home = trusted_variable("HOME");
    if (home != nullptr && home[0] == '/') {
        return std::string{home} + "/.config" + file_name;
    }
    return std::nullopt;
}

/// As TOML would have it, but that a name needs no quotation marks.
Value value_of(std::string_view text)
{
    if (text == "true" || text == "false") {
        return text == "true";
    }
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? Value{number} : Value{text};
}

void read_environment(Loaded& loaded)
{
    for (const auto& key : keys()) {
        const char* const text = key.variable != nullptr ? trusted_variable(key.variable) : nullptr;
        if (text != nullptr && !key.assign(loaded.settings, value_of(text))) {
            loaded.warnings.push_back(fmt::format("{} takes {}", key.variable, key.takes));
        }
    }
}

} // namespace

SystemFile::SystemFile() : path{std::string{OPENBEID_SYSCONFDIR} + file_name} {}

std::string program_name()
{
    std::array<char, max_path> path{};
    const auto size = ::readlink("/proc/self/exe", path.data(), path.size());
    if (size <= 0) {
        return {};
    }
    std::string_view name{path.data(), static_cast<std::size_t>(size)};
    // The kernel says so of a program that was upgraded while it runs.
    constexpr std::string_view deleted = " (deleted)";
    if (name.ends_with(deleted)) {
        name.remove_suffix(deleted.size());
    }
    return std::string{name.substr(name.rfind('/') + 1)};
}

Settings default_settings(std::string_view program)
{
    const bool known = std::find(leave_pin_to_module.begin(), leave_pin_to_module.end(), program) !=
                       leave_pin_to_module.end();
    return {.pin_entry = known ? PinEntry::module : PinEntry::application};
}

Loaded load(const SystemFile& system)
{
    Loaded loaded{.settings = default_settings(program_name()), .warnings = {}};
    read_file(system.path, system.owner, loaded);
    if (user_is_trusted()) {
        if (const auto path = user_file()) {
            read_file(*path, ::geteuid(), loaded);
        }
        read_environment(loaded);
    }
    return loaded;
}

} // namespace openbeid::config
