// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace openbeid::virtual_card {

/// The folder where generated keys and files are kept, locked for as long as the object lives.
/// Other processes wait. Content in the form of another version of this program is removed.
class Cache {
public:
    [[nodiscard]] static Result<Cache> open(const std::filesystem::path& directory);
    ~Cache();
    Cache(Cache&& other) noexcept;
    Cache(const Cache&) = delete;
    Cache& operator=(const Cache&) = delete;
    Cache& operator=(Cache&&) = delete;

    [[nodiscard]] std::filesystem::path path(std::string_view relative) const;
    [[nodiscard]] bool has(std::string_view relative) const;

    /// A new, empty folder that becomes `relative` by publish(); until then nobody sees it.
    [[nodiscard]] Result<std::filesystem::path> prepare(std::string_view relative) const;
    [[nodiscard]] Result<void> publish(std::string_view relative) const;

private:
    Cache(std::filesystem::path directory, int lock);

    std::filesystem::path directory_;
    int lock_;
};

[[nodiscard]] Result<Bytes> read_bytes(const std::filesystem::path& file);
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& file);
[[nodiscard]] Result<void> write_bytes(const std::filesystem::path& file, ByteView content);
[[nodiscard]] Result<void> write_text(const std::filesystem::path& file, std::string_view content);

} // namespace openbeid::virtual_card
