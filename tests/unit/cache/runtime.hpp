// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cache/runtime_cache.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <memory>
#include <vector>

namespace openbeid::cache::test {

using openbeid::test::TemporaryDirectory;
using openbeid::test::Variable;

inline const Bytes serial(16, 0x53);
inline const Bytes block(256, 0x30);
inline const Bytes content(1203, 0xC5);
inline const Proof proof{.serial = serial, .first_block = block};

/// A runtime directory of the test's own, and a cache as a process has one.
class Runtime {
public:
    [[nodiscard]] std::filesystem::path ours() const { return root_ / "openbeid"; }
    [[nodiscard]] std::filesystem::path root() const { return root_.path(); }
    [[nodiscard]] std::vector<std::filesystem::path> files() const
    {
        std::vector<std::filesystem::path> found;
        for (const auto& file : std::filesystem::directory_iterator{ours()}) {
            found.push_back(file.path());
        }
        return found;
    }
    /// The one file that there is.
    [[nodiscard]] std::filesystem::path file() const
    {
        const auto all = files();
        REQUIRE(all.size() == 1);
        return all[0];
    }

private:
    TemporaryDirectory root_;
    Variable variable_{"XDG_RUNTIME_DIR", root_.path()};

public:
    std::unique_ptr<crypto::Context> crypto = *crypto::Context::create();
    RuntimeCache cache{*crypto};
};

inline bool holds(RuntimeCache& cache)
{
    return cache.find(Entry::ca, proof) == content;
}

inline void set_age(const std::filesystem::path& file, std::time_t seconds)
{
    const std::array<timespec, 2> times{{{.tv_sec = std::time(nullptr) - seconds, .tv_nsec = 0},
                                         {.tv_sec = std::time(nullptr) - seconds, .tv_nsec = 0}}};
    REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) == 0);
}

inline constexpr std::time_t hour = 3600;

} // namespace openbeid::cache::test
