// SPDX-License-Identifier: Apache-2.0
#include "memory_scan.hpp"

#include "masked_pin.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace openbeid::test {

namespace {

constexpr std::size_t window = std::size_t{1} << 20U;
/// A sanitizer's shadow: far too large to read, and no place for a PIN.
constexpr std::uint64_t too_large = std::uint64_t{1} << 30U;

struct Range {
    std::uint64_t first;
    std::uint64_t last;
};

/// The bytes of the masked PIN; unmasked they are never in memory.
std::vector<std::uint8_t> masked_bytes(const std::string& masked)
{
    const auto text = from_hex_masked(masked, 0);
    return {text.begin(), text.end()};
}

std::uint8_t digit(std::uint8_t masked)
{
    return static_cast<std::uint8_t>((masked ^ pin_mask) - '0');
}

bool is_text(const std::uint8_t* at, const std::vector<std::uint8_t>& pin)
{
    for (std::size_t i = 0; i < pin.size(); ++i) {
        if ((at[i] ^ pin_mask) != pin[i]) {
            return false;
        }
    }
    return true;
}

bool is_numbers(const std::uint8_t* at, const std::vector<std::uint8_t>& pin)
{
    for (std::size_t i = 0; i < pin.size(); ++i) {
        if (at[i] != digit(pin[i])) {
            return false;
        }
    }
    return true;
}

bool is_packed(const std::uint8_t* at, const std::vector<std::uint8_t>& pin)
{
    for (std::size_t i = 0; i + 1 < pin.size(); i += 2) {
        if (at[i / 2] != (digit(pin[i]) << 4U | digit(pin[i + 1]))) {
            return false;
        }
    }
    return true;
}

/// @param maps  as proc(5) has it
std::vector<Range> readable_memory(std::istream& maps)
{
    std::vector<Range> ranges;
    for (std::string line; std::getline(maps, line);) {
        std::istringstream in{line};
        Range range{};
        char dash = 0;
        std::string rights;
        in >> std::hex >> range.first >> dash >> range.last >> rights;
        const bool special = line.find("[v") != std::string::npos; // vvar, vdso, vsyscall
        if (rights.starts_with('r') && !special && range.last - range.first < too_large) {
            ranges.push_back(range);
        }
    }
    return ranges;
}

std::size_t
count_in(int file, const std::vector<Range>& ranges, const std::vector<std::uint8_t>& pin)
{
    void* const buffer =
        ::mmap(nullptr, window, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (buffer == MAP_FAILED) {
        throw std::runtime_error{"no memory to look for a PIN with"};
    }
    const auto* const bytes = static_cast<const std::uint8_t*>(buffer);
    std::size_t copies = 0;
    for (const auto& range : ranges) {
        // Windows overlap by less than a PIN, so that one across their border is found, once.
        for (auto at = range.first; at < range.last; at += window - pin.size() + 1) {
            const auto size = std::min<std::uint64_t>(window, range.last - at);
            const auto got = ::pread(file, buffer, size, static_cast<off_t>(at));
            for (ssize_t i = 0; i + static_cast<ssize_t>(pin.size()) <= got; ++i) {
                if (is_text(bytes + i, pin) || is_numbers(bytes + i, pin) ||
                    is_packed(bytes + i, pin)) {
                    ++copies;
                }
            }
        }
    }
    ::munmap(buffer, window);
    return copies;
}

/// For as long as this lives.
class File {
public:
    explicit File(const char* path) : descriptor_{::open(path, O_RDONLY | O_CLOEXEC)}
    {
        if (descriptor_ < 0) {
            throw std::runtime_error{std::string{"can't read "} + path};
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(descriptor_); }

    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

} // namespace

std::size_t copies_in_memory(const std::string& masked)
{
    const File memory{"/proc/self/mem"};
    std::ifstream maps{"/proc/self/maps"};
    const auto ranges = readable_memory(maps); // before there is a buffer, which is none of them
    return count_in(memory.descriptor(), ranges, masked_bytes(masked));
}

std::size_t copies_in_memory(const std::string& masked, int memory, std::istream& maps)
{
    return count_in(memory, readable_memory(maps), masked_bytes(masked));
}

std::size_t copies_in_file(const std::string& masked, const std::string& path)
{
    const File file{path.c_str()};
    return count_in(file.descriptor(),
                    {{.first = 0, .last = std::filesystem::file_size(path)}},
                    masked_bytes(masked));
}

} // namespace openbeid::test
