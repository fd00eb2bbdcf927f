// SPDX-License-Identifier: Apache-2.0
#include "doctor/processes.hpp"

#include "files.hpp"
#include "text.hpp"

#include <unistd.h>

#include <charconv>
#include <functional>

namespace openbeid::cli {

namespace {

std::vector<Process> find(const std::function<bool(const std::filesystem::path&)>& wanted)
{
    std::vector<Process> found;
    std::error_code error;
    std::filesystem::directory_iterator folders{"/proc", error};
    for (; !error && folders != std::filesystem::directory_iterator{}; folders.increment(error)) {
        const auto name = folders->path().filename().string();
        int id = 0;
        const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (failure == std::errc{} && end == name.data() + name.size() && id != ::getpid() &&
            wanted(folders->path())) {
            found.push_back({id, first_line(folders->path() / "comm")});
        }
    }
    return found;
}

bool maps(const std::filesystem::path& process, std::string_view library)
{
    return read_text(process / "maps").find(library) != std::string::npos;
}

bool has_open(const std::filesystem::path& process, std::string_view prefix)
{
    std::error_code error;
    std::filesystem::directory_iterator files{process / "fd", error};
    for (; !error && files != std::filesystem::directory_iterator{}; files.increment(error)) {
        std::error_code unreadable;
        const auto target = std::filesystem::read_symlink(files->path(), unreadable);
        if (!unreadable && target.string().starts_with(prefix)) {
            return true;
        }
    }
    return false;
}

/// One of the words of a file in which each ends with a zero.
bool contains_word(const std::filesystem::path& file, std::string_view word)
{
    const auto words = '\0' + read_text(file) + '\0';
    return words.find('\0' + std::string{word} + '\0') != std::string::npos;
}

} // namespace

std::vector<Process> reader_clients()
{
    return find([](const auto& process) {
        return maps(process, "/libpcsclite.so") && has_open(process, "socket:");
    });
}

bool has_open(const Process& process, std::string_view prefix)
{
    return has_open(std::filesystem::path{"/proc"} / std::to_string(process.id), prefix);
}

std::vector<Process> scdaemons_on_usb()
{
    return find([](const auto& process) {
        return first_line(process / "comm") == "scdaemon" && has_open(process, "/dev/bus/usb/");
    });
}

std::vector<Process> in_troubleshoot_mode()
{
    return find([](const auto& process) {
        const auto name = first_line(process / "comm");
        if (!name.starts_with("firefox") && !name.starts_with("thunderbird")) {
            return false;
        }
        // The menu starts the program anew, with this in its environment.
        return contains_word(process / "cmdline", "-safe-mode") ||
               contains_word(process / "cmdline", "--safe-mode") ||
               contains_word(process / "environ", "MOZ_SAFE_MODE_RESTART=1");
    });
}

std::string names_of(const std::vector<Process>& processes)
{
    std::string names;
    for (const auto& process : processes) {
        names += (names.empty() ? "" : ", ") +
                 fill(translate("{program} (process {id})"),
                      {{"program", printable(process.name)}, {"id", std::to_string(process.id)}});
    }
    return names;
}

bool proc_hides_processes()
{
    for (const auto& line : lines_of("/proc/mounts")) {
        if (line.find(" /proc proc ") != std::string::npos &&
            line.find("hidepid=") != std::string::npos &&
            line.find("hidepid=0") == std::string::npos &&
            line.find("hidepid=off") == std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace openbeid::cli
