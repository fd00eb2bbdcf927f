// SPDX-License-Identifier: Apache-2.0
#include "base/runtime_directory.hpp"

#include "base/user_trust.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace openbeid {

namespace {

constexpr mode_t private_directory = 0700;
constexpr mode_t private_file = 0600;
constexpr mode_t others = 0077;
constexpr mode_t all_modes = 07777;

FileDescriptor open_private_directory(int parent, const char* name) noexcept
{
    // NOLINTNEXTLINE(*-vararg): so POSIX declares it
    const int number = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    FileDescriptor directory{number};
    struct stat status {};
    const bool safe = directory.is_open() && ::fstat(directory.number(), &status) == 0 &&
                      status.st_uid == ::geteuid() &&
                      (status.st_mode & all_modes) == private_directory;
    return safe ? std::move(directory) : FileDescriptor{};
}

} // namespace

RuntimeDirectory open_runtime_directory() noexcept
{
    if (!user_is_trusted()) {
        return {.refusal = "this process has other rights than its user"};
    }
    const char* const path = trusted_variable("XDG_RUNTIME_DIR");
    if (path == nullptr || path[0] != '/') {
        return {.refusal = "there is no XDG_RUNTIME_DIR"};
    }
    const auto parent = open_private_directory(AT_FDCWD, path);
    if (!parent.is_open()) {
        return {.refusal = "XDG_RUNTIME_DIR is not a directory of our own with mode 0700"};
    }
    constexpr const char* name = "openbeid";
    // Fails if it is there, or if it can't be made: then opening it tells.
    static_cast<void>(::mkdirat(parent.number(), name, private_directory));
    auto directory = open_private_directory(parent.number(), name);
    if (!directory.is_open()) {
        return {.refusal =
                    "openbeid in XDG_RUNTIME_DIR is not a directory of our own with mode 0700"};
    }
    return {.directory = std::move(directory)};
}

FileDescriptor
open_private_file(const FileDescriptor& directory, const char* name, int flags) noexcept
{
    // O_NONBLOCK: whatever waits there under that name, a FIFO for instance, we don't wait for it.
    constexpr int safety = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    FileDescriptor file{
        ::openat(directory.number(), name, flags | safety, private_file)}; // NOLINT(*-vararg)
    struct stat status {};
    const bool safe = file.is_open() && ::fstat(file.number(), &status) == 0 &&
                      S_ISREG(status.st_mode) && status.st_uid == ::geteuid() &&
                      (status.st_mode & others) == 0;
    return safe ? std::move(file) : FileDescriptor{};
}

} // namespace openbeid
