// SPDX-License-Identifier: Apache-2.0
#include "fake_script.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace openbeid::test {

Stage::Stage(const std::string& name) : folder_{std::filesystem::path{name}.parent_path()}
{
    std::ifstream file{folder_ + "/script"};
    for (std::string line; std::getline(file, line);) {
        script_.push_back(line);
    }
}

void Stage::tell(const std::string& file, const std::string& line) const
{
    std::ofstream{folder_ + '/' + file, std::ios::app} << line << '\n';
}

void Stage::show_life() const
{
    // Not closed: the lock goes with the process.
    const int fd = ::open((folder_ + "/life").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    ::flock(fd, LOCK_SH);
}

void Stage::show_window() const
{
    const int fd = ::open((folder_ + "/shown").c_str(), O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        static_cast<void>(::write(fd, "!", 1) == 1);
        ::close(fd);
    }
}

void Stage::await_go() const
{
    std::ifstream{folder_ + "/go"}.get();
}

void Stage::report() const
{
    for (char** variable = environ; *variable != nullptr; ++variable) {
        tell("report", std::string{"env "} + *variable);
    }
    for (int fd = 0; fd < 1024; ++fd) {
        if (::fcntl(fd, F_GETFD) != -1) {
            tell("report", "fd " + std::to_string(fd));
        }
    }
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("SigBlk:") || line.starts_with("SigIgn:")) {
            line.erase(std::remove(line.begin(), line.end(), '\t'), line.end());
            tell("report", line);
        }
    }
    tell("report", ::getsid(0) == ::getpid() ? "session own" : "session other");
    rlimit core{};
    ::getrlimit(RLIMIT_CORE, &core);
    tell("report", "core " + std::to_string(core.rlim_max));
}

void hang()
{
    for (;;) {
        ::pause();
    }
}

} // namespace openbeid::test
