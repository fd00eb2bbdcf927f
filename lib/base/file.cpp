// SPDX-License-Identifier: Apache-2.0
#include "base/file.hpp"

#include <sys/resource.h>

#include <array>
#include <cerrno>

namespace openbeid {

std::optional<Bytes> read_all(const FileDescriptor& file, std::size_t max_size)
{
    Bytes content;
    std::array<std::uint8_t, 4096> block{};
    for (;;) {
        const auto got = ::read(file.number(), block.data(), block.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return std::nullopt;
        }
        if (got == 0) {
            return content;
        }
        content.insert(content.end(), block.begin(), block.begin() + got);
        if (content.size() > max_size) {
            return std::nullopt;
        }
    }
}

bool write_all(const FileDescriptor& file, ByteView bytes, std::size_t size)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || size + bytes.size() > limit.rlim_cur) {
        return false;
    }
    while (!bytes.empty()) {
        const auto written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace openbeid
