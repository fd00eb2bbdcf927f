// SPDX-License-Identifier: Apache-2.0
#include "temporary_directory.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace openbeid::test {

TemporaryDirectory::TemporaryDirectory()
{
    std::string name = std::filesystem::temp_directory_path() / "openbeid-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error{"no temporary directory"};
    }
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Variable::Variable(const char* name, const char* value) : name_{name}
{
    if (const char* const before = std::getenv(name); before != nullptr) {
        was_set_ = true;
        before_ = before;
    }
    if (value != nullptr) {
        ::setenv(name, value, 1);
    } else {
        ::unsetenv(name);
    }
}

Variable::~Variable()
{
    if (was_set_) {
        ::setenv(name_, before_.c_str(), 1);
    } else {
        ::unsetenv(name_);
    }
}

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(const std::filesystem::path& file, const std::string& content)
{
    std::ofstream{file, std::ios::binary} << content;
    ::chmod(file.c_str(), 0600);
}

} // namespace openbeid::test
