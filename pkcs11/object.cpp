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
    return {.object_class = CKO_CERTIFICATE, .label = label, .id = id, .certificate = which};
}
constexpr ObjectSpec key(CK_OBJECT_CLASS object_class,
                         const char* label,
                         std::uint8_t id,
                         std::optional<CertificateId> which,
                         KeyId key_id)
{
    return {.object_class = object_class,
            .label = label,
            .id = id,
            .certificate = which,
            .key = key_id};
}
constexpr ObjectSpec profile(const char* label, CK_ULONG profile_id)
{
    return {.object_class = CKO_PROFILE, .label = label, .profile = profile_id};
}

constexpr auto authentication = CertificateId::authentication;
constexpr auto signature = CertificateId::signature;

constexpr std::array keys_and_certificates{
    certificate("Authentication", 2, authentication),
    certificate("Signature", 3, signature),
    certificate("CA", 4, CertificateId::ca),
    certificate("Root", 6, CertificateId::root),
    key(CKO_PUBLIC_KEY, "Authentication", 2, authentication, KeyId::authentication),
    key(CKO_PUBLIC_KEY, "Signature", 3, signature, KeyId::signature),
    key(CKO_PUBLIC_KEY, "Card", 1, {}, KeyId::basic),
    key(CKO_PRIVATE_KEY, "Authentication", 2, authentication, KeyId::authentication),
    key(CKO_PRIVATE_KEY, "Signature", 3, signature, KeyId::signature),
    key(CKO_PRIVATE_KEY, "Card", 1, {}, KeyId::basic)};

constexpr std::array profiles{profile("Baseline Provider", CKP_BASELINE_PROVIDER),
                              profile("Extended Provider", CKP_EXTENDED_PROVIDER),
                              profile("Authentication Token", CKP_AUTHENTICATION_TOKEN),
                              profile("Public Certificates Token", CKP_PUBLIC_CERTIFICATES_TOKEN)};

using Specs =
    std::array<ObjectSpec, keys_and_certificates.size() + data_spec_count + profiles.size()>;

const Specs& specs() noexcept
{
    static const Specs all = [] {
        Specs made{};
        auto* next =
            std::copy(keys_and_certificates.begin(), keys_and_certificates.end(), made.begin());
        for (const auto& data : data_specs()) {
            *next++ = {.object_class = CKO_DATA, .label = data.label, .data = &data};
        }
        std::copy(profiles.begin(), profiles.end(), next);
        return made;
    }();
    return all;
}

std::size_t index_of(const ObjectSpec& spec) noexcept
{
    return static_cast<std::size_t>(&spec - specs().data());
}

CK_OBJECT_HANDLE next_handle() noexcept
{
    static std::atomic<CK_OBJECT_HANDLE> last{0};
    return ++last;
}

} // namespace

std::span<const ObjectSpec> object_specs() noexcept
{
    return specs();
}

CK_OBJECT_HANDLE ObjectHandles::handle_of(const ObjectSpec& spec, unsigned period)
{
    static_assert(std::tuple_size_v<Specs> == max_objects);
    const MutexLock lock{mutex_};
    if (spec.is_private() && period != login_period_) {
        return CK_INVALID_HANDLE;
    }
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
    return found != handles_.end() ? &specs()[static_cast<std::size_t>(found - handles_.begin())]
                                   : nullptr;
}

void ObjectHandles::forget_private_objects()
{
    const MutexLock lock{mutex_};
    ++login_period_;
    for (const auto& spec : specs()) {
        if (spec.is_private()) {
            handles_[index_of(spec)] = CK_INVALID_HANDLE;
        }
    }
}

unsigned ObjectHandles::login_period() const
{
    const MutexLock lock{mutex_};
    return login_period_;
}

} // namespace openbeid::pkcs11
