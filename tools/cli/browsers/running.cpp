// SPDX-License-Identifier: Apache-2.0
#include "browsers/running.hpp"

#include "files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <sstream>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

struct ChromiumBrowser {
    const char* name;
    const char* folder; ///< of its settings
    std::array<const char*, 2> programs;
};

constexpr std::array chromium_family{
    ChromiumBrowser{"Chromium", "chromium", {"chromium", "chromium-browser"}},
    ChromiumBrowser{"Google Chrome", "google-chrome", {"google-chrome", "google-chrome-stable"}},
    ChromiumBrowser{"Brave", "BraveSoftware/Brave-Browser", {"brave-browser", "brave"}},
    ChromiumBrowser{"Edge", "microsoft-edge", {"microsoft-edge", "microsoft-edge-stable"}},
    ChromiumBrowser{"Vivaldi", "vivaldi", {"vivaldi", "vivaldi-stable"}}};

fs::path settings_folder()
{
    const auto folder = environment("XDG_CONFIG_HOME");
    return folder.empty() ? home() / ".config" : fs::path{folder};
}

/// 0 if it is not alive.
int living(std::string_view process)
{
    int id = 0;
    const auto [end, error] = std::from_chars(process.data(), process.data() + process.size(), id);
    const bool alive = error == std::errc{} && id > 0 && (::kill(id, 0) == 0 || errno == EPERM);
    return alive ? id : 0;
}

/// Who holds a lock that is a link whose text ends in the holder's process id, after `mark`.
int holder_of(const fs::path& lock, char mark)
{
    std::error_code error;
    const auto text = fs::read_symlink(lock, error).string();
    const auto place = text.rfind(mark);
    return error || place == std::string::npos ? 0
                                               : living(std::string_view{text}.substr(place + 1));
}

int process_of(const ChromiumBrowser& browser)
{
    return holder_of(settings_folder() / browser.folder / "SingletonLock", '-');
}

/// Since the computer was started: the 20th word behind the name in proc(5)'s stat, in clock ticks.
std::chrono::microseconds start_of(int process)
{
    const auto stat = first_line("/proc/" + std::to_string(process) + "/stat");
    std::istringstream words{stat.substr(std::min(stat.size(), stat.rfind(')') + 1))};
    std::string skipped;
    for (int word = 1; word < 20; ++word) {
        words >> skipped;
    }
    long long ticks = 0;
    words >> ticks;
    return std::chrono::microseconds{std::chrono::seconds{ticks}} / ::sysconf(_SC_CLK_TCK);
}

bool locked(const fs::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const bool asked = ::fcntl(descriptor, F_GETLK, &lock) == 0;
    ::close(descriptor);
    return asked && lock.l_type != F_UNLCK;
}

template <typename Wanted>
std::string names_of(const Wanted& wanted)
{
    std::string names;
    for (const auto& browser : chromium_family) {
        if (wanted(browser)) {
            names += std::string{names.empty() ? "" : ", "} + browser.name;
        }
    }
    return names;
}

} // namespace

bool profile_in_use(const std::filesystem::path& profile)
{
    return locked(profile / ".parentlock") || holder_of(profile / "lock", '+') != 0;
}

std::string chromium_browsers()
{
    return names_of([](const ChromiumBrowser& browser) {
        std::error_code error;
        return !find_program(browser.programs.front()).empty() ||
               !find_program(browser.programs.back()).empty() ||
               fs::exists(settings_folder() / browser.folder, error);
    });
}

std::string running_chromium()
{
    return names_of([](const ChromiumBrowser& browser) { return process_of(browser) != 0; });
}

std::string chromium_started_before(std::chrono::microseconds time)
{
    return names_of([&](const ChromiumBrowser& browser) {
        const int process = process_of(browser);
        return process != 0 && start_of(process) < time;
    });
}

} // namespace openbeid::cli
