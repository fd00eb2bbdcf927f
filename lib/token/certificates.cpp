// SPDX-License-Identifier: Apache-2.0
#include "token/certificates.hpp"

namespace openbeid::token {

const card::FilePath& file_of(CertificateId id) noexcept
{
    static constexpr std::array files{card::ef_authentication_certificate,
                                      card::ef_signature_certificate,
                                      card::ef_ca_certificate,
                                      card::ef_root_certificate};
    return files[static_cast<std::size_t>(id)];
}

const char* name_of(CertificateId id) noexcept
{
    static constexpr std::array names{"Authentication", "Signature", "CA", "Root"};
    return names[static_cast<std::size_t>(id)];
}

CertificateCache::Entry CertificateCache::find(CertificateId id) const
{
    const MutexLock lock{mutex_};
    return entries_[static_cast<std::size_t>(id)];
}

CertificateCache::KeyEntry CertificateCache::find_basic_key() const
{
    const MutexLock lock{mutex_};
    return basic_key_;
}

void CertificateCache::store_basic_key(std::shared_ptr<const crypto::PublicKey> key)
{
    const MutexLock lock{mutex_};
    basic_key_ = std::move(key);
}

void CertificateCache::store(CertificateId id,
                             std::shared_ptr<const crypto::Certificate> certificate,
                             bool garbled)
{
    const MutexLock lock{mutex_};
    entries_[static_cast<std::size_t>(id)] = std::move(certificate);
    garbled_[static_cast<std::size_t>(id)] = garbled;
}

bool CertificateCache::is_garbled(CertificateId id) const
{
    const MutexLock lock{mutex_};
    return garbled_[static_cast<std::size_t>(id)];
}

void CertificateCache::forget()
{
    const MutexLock lock{mutex_};
    entries_ = {};
    basic_key_.reset();
}

} // namespace openbeid::token
