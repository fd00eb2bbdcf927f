// SPDX-License-Identifier: Apache-2.0
#include "browsers/running.hpp"

#include "files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>

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

bool alive(std::string_view process)
{
    int id = 0;
    const auto [end, error] = std::from_chars(process.data(), process.data() + process.size(), id);
    return error == std::errc{} && id > 0 && (::kill(id, 0) == 0 || errno == EPERM);
}

/// A lock that is a link whose text ends in the holder's process id, after `mark`.
bool held(const fs::path& lock, char mark)
{
    std::error_code error;
    const auto text = fs::read_symlink(lock, error).string();
    const auto place = text.rfind(mark);
    return !error && place != std::string::npos && alive(std::string_view{text}.substr(place + 1));
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
    return locked(profile / ".parentlock") || held(profile / "lock", '+');
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
    return names_of([](const ChromiumBrowser& browser) {
        return held(settings_folder() / browser.folder / "SingletonLock", '-');
    });
}

} // namespace openbeid::cli
