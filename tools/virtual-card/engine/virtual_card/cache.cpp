// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/cache.hpp"

#include "base/try.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <utility>

namespace openbeid::virtual_card {

namespace {

namespace fs = std::filesystem;

/// Changes whenever other content is generated.
constexpr std::string_view format = "1\n";

Error io_failure(const char* where)
{
    return Error{.code = Errc::io, .where = where};
}

fs::path unfinished(const fs::path& final_path)
{
    return final_path.string() + ".new";
}

} // namespace

Cache::Cache(fs::path directory, int lock) : directory_{std::move(directory)}, lock_{lock} {}

Cache::Cache(Cache&& other) noexcept
    : directory_{std::move(other.directory_)}, lock_{std::exchange(other.lock_, -1)}
{
}

Cache::~Cache()
{
    if (lock_ >= 0) {
        ::close(lock_); // gives up the lock as well
    }
}

Result<Cache> Cache::open(const fs::path& directory)
{
    std::error_code error;
    fs::create_directories(directory, error);
    const int lock =
        ::open((directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (lock < 0) {
        return io_failure("cache folder");
    }
    Cache cache{directory, lock};
    if (::flock(lock, LOCK_EX) != 0) {
        return io_failure("cache lock");
    }
    const auto found = read_text(directory / "format");
    if (!found || *found != format) {
        fs::remove_all(directory / "ca", error);
        fs::remove_all(directory / "personas", error);
        OPENBEID_CHECK(write_text(directory / "format", format));
    }
    return cache;
}

fs::path Cache::path(std::string_view relative) const
{
    return directory_ / relative;
}

bool Cache::has(std::string_view relative) const
{
    std::error_code error;
    return fs::exists(path(relative), error);
}

Result<fs::path> Cache::prepare(std::string_view relative) const
{
    std::error_code error;
    auto folder = unfinished(path(relative));
    fs::remove_all(folder, error);
    fs::create_directories(folder, error);
    fs::permissions(folder, fs::perms::owner_all, error);
    if (error) {
        return io_failure("cache folder");
    }
    return folder;
}

Result<void> Cache::publish(std::string_view relative) const
{
    std::error_code error;
    fs::rename(unfinished(path(relative)), path(relative), error);
    return error ? Result<void>{io_failure("cache folder")} : Result<void>{};
}

Result<std::string> read_text(const fs::path& file)
{
    std::ifstream in{file, std::ios::binary};
    if (!in) {
        return io_failure("read file");
    }
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

Result<Bytes> read_bytes(const fs::path& file)
{
    OPENBEID_TRY(const auto text, read_text(file));
    return Bytes{text.begin(), text.end()};
}

Result<void> write_text(const fs::path& file, std::string_view content)
{
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    return out ? Result<void>{} : Result<void>{io_failure("write file")};
}

Result<void> write_bytes(const fs::path& file, ByteView content)
{
    return write_text(file, std::string{content.begin(), content.end()});
}

} // namespace openbeid::virtual_card
