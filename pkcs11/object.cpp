// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/object.hpp"

#include <algorithm>
#include <atomic>

namespace openbeid::pkcs11 {

namespace {

using token::CertificateId;
using token::KeyId;

constexpr std::array specs{
    ObjectSpec{CKO_CERTIFICATE, "Authentication", 2, CertificateId::authentication, {}, 0},
    ObjectSpec{CKO_CERTIFICATE, "Signature", 3, CertificateId::signature, {}, 0},
    ObjectSpec{CKO_CERTIFICATE, "CA", 4, CertificateId::ca, {}, 0},
    ObjectSpec{CKO_CERTIFICATE, "Root", 6, CertificateId::root, {}, 0},
    ObjectSpec{CKO_PUBLIC_KEY, "Authentication", 2, CertificateId::authentication, {}, 0},
    ObjectSpec{CKO_PUBLIC_KEY, "Signature", 3, CertificateId::signature, {}, 0},
    ObjectSpec{CKO_PRIVATE_KEY,
               "Authentication",
               2,
               CertificateId::authentication,
               KeyId::authentication,
               0},
    ObjectSpec{CKO_PRIVATE_KEY, "Signature", 3, CertificateId::signature, KeyId::signature, 0},
    ObjectSpec{CKO_PROFILE, "Baseline Provider", 0, {}, {}, CKP_BASELINE_PROVIDER},
    ObjectSpec{CKO_PROFILE, "Extended Provider", 0, {}, {}, CKP_EXTENDED_PROVIDER},
    ObjectSpec{CKO_PROFILE, "Authentication Token", 0, {}, {}, CKP_AUTHENTICATION_TOKEN},
    ObjectSpec{CKO_PROFILE, "Public Certificates Token", 0, {}, {}, CKP_PUBLIC_CERTIFICATES_TOKEN}};

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
        if (spec.object_class == CKO_PRIVATE_KEY) {
            handles_[index_of(spec)] = CK_INVALID_HANDLE;
        }
    }
}

} // namespace openbeid::pkcs11
