// SPDX-License-Identifier: Apache-2.0
#include "base/log_file.hpp"

#include "base/bytes_of.hpp"
#include "base/file.hpp"
#include "base/runtime_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cstdio>

namespace openbeid::log {

namespace {

constexpr const char* current_name = "log";
constexpr const char* previous_name = "log.1";
/// How far a file may grow beyond its size while another process renames it.
constexpr std::size_t grace = 65'536; // bytes

} // namespace

bool File::open() noexcept
{
    const auto runtime = open_runtime_directory();
    if (!runtime.directory.is_open()) {
        return false;
    }
    file_ = open_private_file(runtime.directory, current_name, O_WRONLY | O_APPEND | O_CREAT);
    struct stat status {};
    if (!file_.is_open() || ::fstat(file_.number(), &status) != 0) {
        return false;
    }
    device_ = status.st_dev;
    inode_ = status.st_ino;
    return true;
}

bool File::is_still_ours(struct stat& status) const noexcept
{
    return file_.is_open() && ::fstat(file_.number(), &status) == 0 && status.st_dev == device_ &&
           status.st_ino == inode_ && status.st_nlink > 0;
}

// The lock is on the file that is full: who gets it and still finds it under the name `log` is the
// one process that renames it.
void File::rotate() noexcept
{
    if (::flock(file_.number(), LOCK_EX | LOCK_NB) != 0) {
        return; // another process is about it
    }
    const auto runtime = open_runtime_directory();
    const int directory = runtime.directory.number();
    struct stat named {};
    if (!runtime.directory.is_open() ||
        ::fstatat(directory, current_name, &named, AT_SYMLINK_NOFOLLOW) != 0) {
        return;
    }
    const bool is_current = named.st_dev == device_ && named.st_ino == inode_;
    if (is_current && ::renameat(directory, current_name, directory, previous_name) != 0) {
        return;
    }
    static_cast<void>(open());
}

void File::write(std::string_view line) noexcept
{
    line = line.substr(0, max_size);
    struct stat status {};
    if (!is_still_ours(status)) {
        // The host closed all descriptors, and may have given our number to a file of its own.
        file_.abandon();
        if (!open() || !is_still_ours(status)) {
            return;
        }
    }
    if (static_cast<std::size_t>(status.st_size) + line.size() > max_size) {
        rotate();
        if (!is_still_ours(status)) {
            return;
        }
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size + line.size() <= max_size + grace) {
        static_cast<void>(write_all(file_, bytes_of(line), size));
    }
}

} // namespace openbeid::log
