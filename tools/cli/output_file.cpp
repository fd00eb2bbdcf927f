// SPDX-License-Identifier: Apache-2.0
#include "output_file.hpp"

#include "text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace openbeid::cli {

namespace {

/// A file that was there, and readable by others, is not any more. A device stays as it is.
bool make_private(int descriptor)
{
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 &&
           (!S_ISREG(status.st_mode) || ::fchmod(descriptor, S_IRUSR | S_IWUSR) == 0);
}

} // namespace

bool write_all(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            return false;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::optional<Failure> write_file(const std::string& path, std::string_view content)
{
    const int descriptor =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const bool written =
        descriptor >= 0 && make_private(descriptor) && write_all(descriptor, content);
    const int reason = errno;
    if (descriptor >= 0 && ::close(descriptor) == 0 && written) {
        return std::nullopt;
    }
    return Failure{.exit = ExitCode::failed,
                   .code = "file",
                   .sentence = fill(translate("{file} can't be written: {reason}."),
                                    {{"file", path}, {"reason", std::strerror(reason)}})};
}

void print_raw(std::string_view content)
{
    std::fwrite(content.data(), 1, content.size(), stdout);
}

} // namespace openbeid::cli
