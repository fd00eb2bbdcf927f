// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/file_system.hpp"

#include "base/hex.hpp"

namespace openbeid::virtual_card {

namespace {

constexpr const char* mf = "3F00";
constexpr std::size_t id_digits = 4;

std::string parent_of(const std::string& path)
{
    return path.substr(0, path.size() - id_digits);
}

} // namespace

FileSystem::FileSystem(Files files, std::set<std::string> inactive, bool select_inactive)
    : files_{std::move(files)}, inactive_{std::move(inactive)},
      select_inactive_{select_inactive}, df_{mf}
{
}

void FileSystem::reset()
{
    df_ = mf;
    ef_.clear();
}

bool FileSystem::is_df(const std::string& path) const
{
    const auto next = files_.lower_bound(path);
    return path == mf || (next != files_.end() && next->first.size() > path.size() &&
                          next->first.compare(0, path.size(), path) == 0);
}

FileSystem::Found FileSystem::select(const std::string& path)
{
    if (is_df(path)) {
        df_ = path;
        ef_.clear();
        return Found::yes;
    }
    if (files_.count(path) == 0) {
        return Found::no;
    }
    const bool active = inactive_.count(path) == 0;
    if (active || select_inactive_) {
        df_ = parent_of(path);
        ef_ = path;
    }
    return active ? Found::yes : Found::not_activated;
}

FileSystem::Found FileSystem::select_id(ByteView id)
{
    const auto digits = to_hex(id);
    if (digits == mf) {
        return select(mf);
    }
    const auto found = select(df_ + digits);
    if (found != Found::no) {
        return found;
    }
    return is_df(mf + digits) ? select(mf + digits) : Found::no;
}

FileSystem::Found FileSystem::select_path(ByteView path)
{
    const auto digits = to_hex(path);
    return select(digits.rfind(mf, 0) == 0 ? digits : mf + digits);
}

const Bytes* FileSystem::content() const
{
    const auto found = files_.find(ef_);
    return found == files_.end() ? nullptr : &found->second;
}

void FileSystem::set(const std::string& path, Bytes content)
{
    files_[path] = std::move(content);
}

void FileSystem::erase(const std::string& path)
{
    files_.erase(path);
}

} // namespace openbeid::virtual_card
