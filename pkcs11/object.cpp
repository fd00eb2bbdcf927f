// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/object.hpp"

#include <algorithm>
#include <atomic>

namespace openbeid::pkcs11 {

namespace {

using token::CertificateId;
using token::KeyId;

constexpr ObjectSpec certificate(const char* label, std::uint8_t id, CertificateId which)
{
    return {CKO_CERTIFICATE, label, id, which, {}, 0};
}
constexpr ObjectSpec key(CK_OBJECT_CLASS object_class,
                         const char* label,
                         std::uint8_t id,
                         std::optional<CertificateId> which,
                         KeyId key_id)
{
    return {object_class, label, id, which, key_id, 0};
}
constexpr ObjectSpec profile(const char* label, CK_ULONG profile_id)
{
    return {CKO_PROFILE, label, 0, {}, {}, profile_id};
}

constexpr auto authentication = CertificateId::authentication;
constexpr auto signature = CertificateId::signature;

constexpr std::array specs{
    certificate("Authentication", 2, authentication),
    certificate("Signature", 3, signature),
    certificate("CA", 4, CertificateId::ca),
    certificate("Root", 6, CertificateId::root),
    key(CKO_PUBLIC_KEY, "Authentication", 2, authentication, KeyId::authentication),
    key(CKO_PUBLIC_KEY, "Signature", 3, signature, KeyId::signature),
    key(CKO_PUBLIC_KEY, "Card", 1, {}, KeyId::basic),
    key(CKO_PRIVATE_KEY, "Authentication", 2, authentication, KeyId::authentication),
    key(CKO_PRIVATE_KEY, "Signature", 3, signature, KeyId::signature),
    key(CKO_PRIVATE_KEY, "Card", 1, {}, KeyId::basic),
    profile("Baseline Provider", CKP_BASELINE_PROVIDER),
    profile("Extended Provider", CKP_EXTENDED_PROVIDER),
    profile("Authentication Token", CKP_AUTHENTICATION_TOKEN),
    profile("Public Certificates Token", CKP_PUBLIC_CERTIFICATES_TOKEN)};

std::size_t index_of(const ObjectSpec& spec) noexcept
{
    return static_cast<std::size_t>(&spec - specs.data());
}

CK_OBJECT_HANDLE next_handle() noexcept
{
    static std::atomic<CK_OBJECT_HANDLE> last{0};
    return ++last;
}

} // namespace

std::span<const ObjectSpec> object_specs() noexcept
{
    return specs;
}

CK_OBJECT_HANDLE ObjectHandles::handle_of(const ObjectSpec& spec)
{
    static_assert(specs.size() <= max_objects);
    const MutexLock lock{mutex_};
    auto& handle = handles_[index_of(spec)];
    if (handle == CK_INVALID_HANDLE) {
        handle = next_handle();
    }
    return handle;
}

const ObjectSpec* ObjectHandles::find(CK_OBJECT_HANDLE handle) const
{
    if (handle == CK_INVALID_HANDLE) {
        return nullptr;
    }
    const MutexLock lock{mutex_};
    const auto found = std::find(handles_.begin(), handles_.end(), handle);
    return found != handles_.end() ? &specs[static_cast<std::size_t>(found - handles_.begin())]
                                   : nullptr;
}

void ObjectHandles::forget_private_objects()
{
    const MutexLock lock{mutex_};
    for (const auto& spec : specs) {
        if (spec.is_private()) {
            handles_[index_of(spec)] = CK_INVALID_HANDLE;
        }
    }
}

} // namespace openbeid::pkcs11
