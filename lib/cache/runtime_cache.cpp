// SPDX-License-Identifier: Apache-2.0
#include "cache/runtime_cache.hpp"

#include "base/file.hpp"
#include "base/hex.hpp"
#include "base/log.hpp"
#include "base/runtime_directory.hpp"
#include "cache/entry_key.hpp"
#include "crypto/hmac.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <memory>

namespace openbeid::cache {

namespace {

constexpr std::time_t max_age = 43'200;  // seconds: twelve hours
constexpr int max_swept = 4096;          // files looked at
constexpr std::size_t max_atr_size = 33; // ISO 7816-3
constexpr std::string_view temporary_prefix = "temporary-";

/// A clock that was set back makes files from the future: they are as suspect as old ones.
bool is_too_old(const struct stat& status)
{
    const auto age = std::time(nullptr) - status.st_mtime;
    return age > max_age || age < -max_age;
}

std::string name_of_atr(ByteView atr)
{
    return "atr-" + to_hex(atr);
}

bool is_an_entry(std::string_view name)
{
    return name.starts_with(EntryKey::name_prefix) || name.starts_with(temporary_prefix);
}

struct CloseDirectory {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

} // namespace

void RuntimeCache::tell(const char* reason) noexcept
{
    if (!told_.exchange(true)) {
        log::info("certificates are kept in memory only: {}", reason);
    }
}

FileDescriptor RuntimeCache::open()
{
    auto runtime = open_runtime_directory();
    if (!runtime.directory.is_open()) {
        tell(runtime.refusal);
    } else if (!swept_.exchange(true)) {
        sweep(runtime.directory);
    }
    return std::move(runtime.directory);
}

void RuntimeCache::sweep(const FileDescriptor& directory)
{
    // A descriptor of its own, as closedir() closes it, and reading moves its position.
    const int number =
        ::openat(directory.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); // NOLINT(*-vararg)
    const std::unique_ptr<DIR, CloseDirectory> files{number >= 0 ? ::fdopendir(number) : nullptr};
    if (!files && number >= 0) {
        ::close(number);
    }
    for (int looked_at = 0; files && looked_at < max_swept; ++looked_at) {
        const auto* const file = ::readdir(files.get());
        if (file == nullptr) {
            return;
        }
        const char* const name = static_cast<const char*>(file->d_name);
        struct stat status {};
        if (is_an_entry(name) &&
            ::fstatat(directory.number(), name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            is_too_old(status)) {
            ::unlinkat(directory.number(), name, 0);
        }
    }
}

std::optional<Bytes> RuntimeCache::find(Entry entry, const Proof& proof)
{
    const auto directory = open();
    const auto key = directory.is_open() ? EntryKey::derive(context_, entry, proof) : std::nullopt;
    if (!key) {
        return std::nullopt;
    }
    const auto file = open_private_file(directory, key->file_name().c_str(), O_RDONLY);
    struct stat status {};
    if (!file.is_open() || ::fstat(file.number(), &status) != 0) {
        return std::nullopt;
    }
    if (is_too_old(status)) {
        ::unlinkat(directory.number(), key->file_name().c_str(), 0);
        return std::nullopt;
    }
    const auto sealed = read_all(file, max_entry_size + crypto::aead_overhead);
    return sealed ? key->unseal(context_, *sealed) : std::nullopt;
}

void RuntimeCache::store(Entry entry, const Proof& proof, ByteView content)
{
    if (content.empty() || content.size() > max_entry_size) {
        return;
    }
    const auto directory = open();
    const auto key = directory.is_open() ? EntryKey::derive(context_, entry, proof) : std::nullopt;
    const auto sealed = key ? key->seal(context_, content) : std::nullopt;
    if (sealed && !replace(directory, key->file_name(), *sealed)) {
        tell("the runtime directory is full or can't be written to");
    }
}

// Written under another name first: whoever reads sees all of the old file or all of the new one.
bool RuntimeCache::replace(const FileDescriptor& directory,
                           const std::string& name,
                           ByteView content)
{
    std::array<std::uint8_t, 16> random{};
    if (!crypto::random_bytes(context_, random)) {
        return false;
    }
    const auto temporary = std::string{temporary_prefix} + to_hex(random);
    const int at = directory.number();
    bool done = false;
    {
        const auto file =
            open_private_file(directory, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL);
        done = file.is_open() && write_all(file, content, 0);
    }
    done = done && ::renameat(at, temporary.c_str(), at, name.c_str()) == 0;
    if (!done) {
        ::unlinkat(at, temporary.c_str(), 0);
    }
    return done;
}

bool RuntimeCache::knows_atr(ByteView atr)
{
    if (atr.empty() || atr.size() > max_atr_size) {
        return false;
    }
    const auto directory = open();
    return directory.is_open() &&
           open_private_file(directory, name_of_atr(atr).c_str(), O_RDONLY).is_open();
}

void RuntimeCache::remember_atr(ByteView atr)
{
    if (atr.empty() || atr.size() > max_atr_size) {
        return;
    }
    // The name says it all; an ATR is the same for all cards of its kind.
    const auto directory = open();
    if (directory.is_open() &&
        !open_private_file(directory, name_of_atr(atr).c_str(), O_WRONLY | O_CREAT).is_open()) {
        tell("the runtime directory is full or can't be written to");
    }
}

} // namespace openbeid::cache
