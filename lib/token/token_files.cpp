// SPDX-License-Identifier: Apache-2.0
// The identity data of the holder. Nothing here is read before somebody asks for it.
#include "base/log.hpp"
#include "base/try.hpp"
#include "token/token.hpp"

namespace openbeid::token {

namespace {

/// What the card answers about one file says nothing of the others, nor of the next attempt.
bool concerns_one_file(Errc code)
{
    return code == Errc::malformed || code == Errc::unexpected_status;
}

} // namespace

std::optional<std::size_t> Token::national_signature_size() const
{
    const auto der = files_.find(DataFile::rn_certificate);
    if (!der || *der == nullptr) {
        return std::nullopt;
    }
    const auto certificate = crypto::Certificate::parse(crypto_, **der);
    if (!certificate || !certificate->public_key()) {
        return std::nullopt;
    }
    // An EC signature is DER, of a length that nobody knows beforehand.
    const auto& key = **certificate->public_key();
    return key.type() == crypto::KeyType::rsa ? std::optional{key.signature_size()} : std::nullopt;
}

Result<std::optional<Bytes>>
Token::read_file(transport::Transaction& card, DataFile file, const FileObserver& observer)
{
    if (!may_have(file)) {
        return std::optional<Bytes>{};
    }
    if (is_der(file)) {
        return card_.read_der_file(card, file_of(file));
    }
    const auto block_read = [&](std::size_t bytes) { return !observer || observer(file, bytes); };
    return card_.read_file(
        card, file_of(file), end_of(file, national_signature_size()), block_read);
}

Result<Token::Files> Token::read_files_once(std::span<const DataFile> files,
                                            const FileObserver& observer)
{
    OPENBEID_TRY(const auto transaction, begin());
    Files all;
    for (const auto file : files) {
        if (const auto known = files_.find(file)) {
            all.emplace_back(*known);
            continue;
        }
        auto content = read_file(*transaction, file, observer);
        if (content) {
            auto bytes = *content ? std::make_shared<const Bytes>(**std::move(content)) : nullptr;
            files_.store(file, bytes);
            all.emplace_back(std::move(bytes));
            continue;
        }
        if (!concerns_one_file(content.error().code)) {
            wake_if_silent(*transaction, content.error());
            return content.error();
        }
        log::warn("a file of the identity can't be read and is left out: {}",
                  log::describe(content.error()));
        all.emplace_back(content.error());
    }
    return all;
}

Result<Token::Files> Token::read_files(std::span<const DataFile> files,
                                       const FileObserver& observer)
{
    const MutexLock lock{io_};
    auto read = read_files_once(files, observer);
    if (!read && read.error().code == Errc::card_reset) {
        read = read_files_once(files, observer); // reading changes nothing on the card
    }
    if (!read) {
        note(read.error());
    }
    return read;
}

Result<std::shared_ptr<const Bytes>> Token::file(DataFile file)
{
    if (const auto known = files_.find(file)) {
        return *known;
    }
    if (!may_have(file)) {
        return std::shared_ptr<const Bytes>{};
    }
    OPENBEID_TRY(auto read, read_files({&file, 1}));
    return std::move(read.front());
}

Result<std::shared_ptr<const Bytes>> Token::record(DataFile file, std::uint8_t tag)
{
    if (const auto known = files_.find_record(file, tag)) {
        return *known;
    }
    const MutexLock lock{io_};
    OPENBEID_TRY(const auto transaction, begin());
    auto record = card_.read_record(*transaction, file_of(file), tag);
    if (!record) {
        note(record.error());
        return record.error();
    }
    auto value = *record ? std::make_shared<const Bytes>(**std::move(record)) : nullptr;
    files_.store_record(file, tag, value);
    return value;
}

} // namespace openbeid::token
