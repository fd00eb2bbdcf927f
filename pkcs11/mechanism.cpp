// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/mechanism.hpp"

#include "base/log.hpp"
#include "pkcs11/memory.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace openbeid::pkcs11 {

namespace {

using crypto::Hash;
using Kind = Mechanism::Kind;

constexpr std::array all_mechanisms{Mechanism{CKM_RSA_PKCS, Kind::pkcs1, std::nullopt},
                                    Mechanism{CKM_SHA1_RSA_PKCS, Kind::pkcs1, Hash::sha1},
                                    Mechanism{CKM_SHA224_RSA_PKCS, Kind::pkcs1, Hash::sha224},
                                    Mechanism{CKM_SHA256_RSA_PKCS, Kind::pkcs1, Hash::sha256},
                                    Mechanism{CKM_SHA384_RSA_PKCS, Kind::pkcs1, Hash::sha384},
                                    Mechanism{CKM_SHA512_RSA_PKCS, Kind::pkcs1, Hash::sha512},
                                    Mechanism{CKM_RSA_PKCS_PSS, Kind::pss, std::nullopt},
                                    Mechanism{CKM_SHA1_RSA_PKCS_PSS, Kind::pss, Hash::sha1},
                                    Mechanism{CKM_SHA256_RSA_PKCS_PSS, Kind::pss, Hash::sha256},
                                    Mechanism{CKM_ECDSA, Kind::ecdsa, std::nullopt},
                                    Mechanism{CKM_ECDSA_SHA1, Kind::ecdsa, Hash::sha1},
                                    Mechanism{CKM_ECDSA_SHA224, Kind::ecdsa, Hash::sha224},
                                    Mechanism{CKM_ECDSA_SHA256, Kind::ecdsa, Hash::sha256},
                                    Mechanism{CKM_ECDSA_SHA384, Kind::ecdsa, Hash::sha384},
                                    Mechanism{CKM_ECDSA_SHA512, Kind::ecdsa, Hash::sha512},
                                    Mechanism{CKM_SHA_1, Kind::digest, Hash::sha1},
                                    Mechanism{CKM_SHA224, Kind::digest, Hash::sha224},
                                    Mechanism{CKM_SHA256, Kind::digest, Hash::sha256},
                                    Mechanism{CKM_SHA384, Kind::digest, Hash::sha384},
                                    Mechanism{CKM_SHA512, Kind::digest, Hash::sha512}};

bool can_do(const card::Applet& applet, Kind kind)
{
    switch (kind) {
    case Kind::digest: return true;
    case Kind::pkcs1: return applet.family == card::KeyFamily::rsa;
    case Kind::pss: return applet.pss;
    case Kind::ecdsa: return applet.family == card::KeyFamily::ec;
    }
    return false;
}

std::optional<Hash> hash_of(CK_MECHANISM_TYPE type)
{
    const auto* const digest =
        std::find_if(all_mechanisms.begin(), all_mechanisms.end(), [type](const Mechanism& m) {
            return m.kind == Kind::digest && m.type == type;
        });
    return digest != all_mechanisms.end() ? digest->hash : std::nullopt;
}

std::optional<Hash> hash_of_mgf(CK_RSA_PKCS_MGF_TYPE mgf)
{
    switch (mgf) {
    case CKG_MGF1_SHA1: return Hash::sha1;
    case CKG_MGF1_SHA224: return Hash::sha224;
    case CKG_MGF1_SHA256: return Hash::sha256;
    case CKG_MGF1_SHA384: return Hash::sha384;
    case CKG_MGF1_SHA512: return Hash::sha512;
    default: return std::nullopt;
    }
}

std::optional<CK_RSA_PKCS_PSS_PARAMS> pss_parameters(const CK_MECHANISM& asked)
{
    if (asked.pParameter == nullptr || asked.ulParameterLen != sizeof(CK_RSA_PKCS_PSS_PARAMS)) {
        return std::nullopt;
    }
    return load(static_cast<const CK_RSA_PKCS_PSS_PARAMS*>(asked.pParameter));
}

std::optional<crypto::Pss> pss_of(const Mechanism& mechanism, const CK_MECHANISM& asked)
{
    const auto parameters = pss_parameters(asked);
    if (!parameters) {
        return std::nullopt;
    }
    const auto hash = hash_of(parameters->hashAlg);
    const auto mgf_hash = hash_of_mgf(parameters->mgf);
    if (!hash || !mgf_hash || (mechanism.hash && mechanism.hash != hash)) {
        return std::nullopt;
    }
    return crypto::Pss{.hash = *hash, .mgf_hash = *mgf_hash, .salt_length = parameters->sLen};
}

/// The hash's name, or the number that names none which we know.
std::string name_of(std::optional<Hash> hash, CK_ULONG number)
{
    constexpr std::array names{"SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"}; // by Hash
    return hash ? names.at(static_cast<std::size_t>(*hash)) : fmt::format("{:#x}", number);
}

} // namespace

std::vector<Mechanism> mechanisms_of(const card::Applet& applet)
{
    std::vector<Mechanism> mechanisms;
    std::copy_if(all_mechanisms.begin(),
                 all_mechanisms.end(),
                 std::back_inserter(mechanisms),
                 [&applet](const Mechanism& m) { return can_do(applet, m.kind); });
    return mechanisms;
}

std::optional<Mechanism> find_mechanism(const card::Applet& applet, CK_MECHANISM_TYPE type)
{
    const auto* const found =
        std::find_if(all_mechanisms.begin(), all_mechanisms.end(), [&](const Mechanism& m) {
            return m.type == type && can_do(applet, m.kind);
        });
    return found != all_mechanisms.end() ? std::optional{*found} : std::nullopt;
}

bool may_use(token::KeyId key, const Mechanism& mechanism) noexcept
{
    if (mechanism.kind == Kind::digest) {
        return false;
    }
    return key != token::KeyId::basic || mechanism.type == CKM_ECDSA;
}

CK_MECHANISM_INFO info_of(const Mechanism& mechanism, const card::Applet& applet)
{
    if (mechanism.kind == Kind::digest) {
        return {.ulMinKeySize = 0, .ulMaxKeySize = 0, .flags = CKF_DIGEST};
    }
    CK_FLAGS flags = CKF_HW | CKF_SIGN;
    if (mechanism.kind == Kind::ecdsa) {
        flags |= CKF_EC_F_P | CKF_EC_NAMEDCURVE | CKF_EC_UNCOMPRESS;
    }
    return {
        .ulMinKeySize = applet.min_key_bits, .ulMaxKeySize = applet.max_key_bits, .flags = flags};
}

std::variant<crypto::SignatureScheme, CK_RV> scheme_of(const Mechanism& mechanism,
                                                       const CK_MECHANISM& asked)
{
    if (mechanism.kind == Kind::pss) {
        const auto pss = pss_of(mechanism, asked);
        if (!pss) {
            return CK_RV{CKR_MECHANISM_PARAM_INVALID};
        }
        return crypto::SignatureScheme{*pss};
    }
    if (asked.ulParameterLen != 0) {
        return CK_RV{CKR_MECHANISM_PARAM_INVALID};
    }
    return mechanism.kind == Kind::pkcs1 ? crypto::SignatureScheme{crypto::Pkcs1{}}
                                         : crypto::SignatureScheme{crypto::Ecdsa{}};
}

void log_refused_parameters(const Mechanism& mechanism, const CK_MECHANISM& asked)
{
    if (mechanism.kind != Kind::pss) {
        log::info("C_SignInit: mechanism {:#x} has no parameter", mechanism.type);
        return;
    }
    constexpr auto possible = "this card has SHA-1 with a salt of 20 bytes and SHA-256 with one of "
                              "32, each with MGF1 of the same hash";
    const auto wanted = pss_parameters(asked);
    if (!wanted) {
        log::info("C_SignInit: RSA-PSS (mechanism {:#x}) wanted without its parameters; {}",
                  mechanism.type,
                  possible);
        return;
    }
    log::info("C_SignInit: RSA-PSS (mechanism {:#x}) wanted with hash {}, MGF1 of {} and a salt of "
              "{} bytes; {}",
              mechanism.type,
              name_of(hash_of(wanted->hashAlg), wanted->hashAlg),
              name_of(hash_of_mgf(wanted->mgf), wanted->mgf),
              wanted->sLen,
              possible);
}

} // namespace openbeid::pkcs11
