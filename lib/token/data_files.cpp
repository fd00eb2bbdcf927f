// SPDX-License-Identifier: Apache-2.0
#include "token/data_files.hpp"

#include "tlv/der.hpp"
#include "tlv/records.hpp"

#include <algorithm>

namespace openbeid::token {

namespace {

bool is_whole_record_file(ByteView content)
{
    tlv::RecordReader records{content};
    while (records.next()) {
    }
    return records.complete();
}

bool is_whole_jpeg(ByteView content)
{
    return content.size() > 2 && content[content.size() - 2] == 0xFF && content.back() == 0xD9;
}

/// RSA: a power of two from 64 bytes on (card reference §9.7); EC: one DER value, perhaps padded;
/// or zeros, where there is no address (§3.5).
bool is_whole_signature(ByteView content)
{
    const bool is_empty = std::ranges::all_of(content, [](auto byte) { return byte == 0; });
    const auto header = tlv::parse_der_header(content);
    const bool is_der =
        header && header->tag == tlv::der_sequence && header->total_size() <= content.size();
    const bool is_rsa = content.size() >= 64 && (content.size() & (content.size() - 1)) == 0;
    return is_der || is_rsa || is_empty;
}

bool is_whole_der(ByteView content)
{
    const auto header = tlv::parse_der_header(content);
    return header && header->total_size() <= content.size();
}

} // namespace

const card::FilePath& file_of(DataFile file) noexcept
{
    static constexpr std::array files{card::ef_identity,
                                      card::ef_address,
                                      card::ef_photo,
                                      card::ef_rn_certificate,
                                      card::ef_identity_signature,
                                      card::ef_address_signature,
                                      card::ef_basic_key,
                                      card::ef_token_info};
    return files[static_cast<std::size_t>(file)];
}

bool is_der(DataFile file) noexcept
{
    return file == DataFile::rn_certificate;
}

card::FileEnd end_of(DataFile file, std::optional<std::size_t> signature_size)
{
    switch (file) {
    case DataFile::identity:
    case DataFile::address: return {.may_end = is_whole_record_file};
    case DataFile::photo: return {.may_end = is_whole_jpeg};
    case DataFile::identity_signature:
    case DataFile::address_signature:
        return {.size = signature_size, .may_end = is_whole_signature};
    case DataFile::rn_certificate:
    case DataFile::basic_key:
    case DataFile::token_info: break;
    }
    return {.may_end = is_whole_der};
}

DataFileCache::Entry DataFileCache::find(DataFile file) const
{
    const MutexLock lock{mutex_};
    return entries_[static_cast<std::size_t>(file)];
}

void DataFileCache::store(DataFile file, std::shared_ptr<const Bytes> content)
{
    const MutexLock lock{mutex_};
    entries_[static_cast<std::size_t>(file)] = std::move(content);
}

void DataFileCache::forget()
{
    const MutexLock lock{mutex_};
    entries_ = {};
    records_.clear();
}

DataFileCache::Entry DataFileCache::find_record(DataFile file, std::uint8_t tag) const
{
    const MutexLock lock{mutex_};
    const auto found = records_.find({file, tag});
    return found != records_.end() ? Entry{found->second} : std::nullopt;
}

void DataFileCache::store_record(DataFile file,
                                 std::uint8_t tag,
                                 std::shared_ptr<const Bytes> value)
{
    const MutexLock lock{mutex_};
    records_[{file, tag}] = std::move(value);
}

} // namespace openbeid::token
