// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace openbeid::test {

/// A new folder of our own with mode 0700, gone with the object.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const
    {
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

/// A variable of the environment has another value, or none (null), while the object lives.
class Variable {
public:
    Variable(const char* name, const char* value);
    Variable(const char* name, const std::string& value) : Variable{name, value.c_str()} {}
    ~Variable();
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
    bool was_set_{false};
    std::string before_;
};

[[nodiscard]] std::string content_of(const std::filesystem::path& file);
/// With mode 0600.
void write_file(const std::filesystem::path& file, const std::string& content);

} // namespace openbeid::test
