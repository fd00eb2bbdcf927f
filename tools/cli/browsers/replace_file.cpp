// SPDX-License-Identifier: Apache-2.0
#include "browsers/replace_file.hpp"

#include "output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

constexpr mode_t folder_for_all = 0755;
constexpr mode_t file_for_all = 0644;

/// Whatever the umask is.
int make_folders(const fs::path& folder)
{
    std::error_code error;
    if (folder.empty() || fs::is_directory(folder, error)) {
        return 0;
    }
    if (const int reason = make_folders(folder.parent_path()); reason != 0) {
        return reason;
    }
    return ::mkdir(folder.c_str(), folder_for_all) == 0 &&
                   ::chmod(folder.c_str(), folder_for_all) == 0
               ? 0
               : errno;
}

/// As the file that it takes the place of, or for everybody to read.
bool take_after(const fs::path& former, int descriptor)
{
    struct stat status {};
    if (::stat(former.c_str(), &status) != 0) {
        return ::fchmod(descriptor, file_for_all) == 0;
    }
    return ::fchown(descriptor, status.st_uid, status.st_gid) == 0 &&
           ::fchmod(descriptor, status.st_mode & ALLPERMS) == 0;
}

bool write_anew(int descriptor, const fs::path& former, std::string_view content)
{
    return take_after(former, descriptor) && write_all(descriptor, content) &&
           ::fsync(descriptor) == 0;
}

} // namespace

std::string replace_file(const std::filesystem::path& file, std::string_view content)
{
    std::error_code error;
    const auto target = fs::is_symlink(file, error) ? fs::canonical(file, error) : file;
    if (error && !target.has_filename()) {
        return error.message();
    }
    if (const int reason = make_folders(target.parent_path()); reason != 0) {
        return std::strerror(reason);
    }
    auto made = target.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(made.data(), O_CLOEXEC);
    if (descriptor < 0) {
        return std::strerror(errno);
    }
    const bool filled = write_anew(descriptor, target, content);
    int reason = errno;
    const bool closed = ::close(descriptor) == 0;
    if (filled && closed && ::rename(made.c_str(), target.c_str()) == 0) {
        return {};
    }
    reason = filled ? errno : reason;
    ::unlink(made.c_str());
    return std::strerror(reason);
}

} // namespace openbeid::cli
