// SPDX-License-Identifier: Apache-2.0
#include "login/pkcs11_card.hpp"

#include "text.hpp"

#include <openbeid/pkcs11_names.h>

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace openbeid::cli {

namespace {

/// What comes before a hash in a PKCS #1 signature (RFC 8017, 9.2): DER that names the hash.
Bytes digest_info(HashAlgorithm algorithm, ByteView hash)
{
    const auto size = static_cast<std::uint8_t>(hash.size());
    constexpr std::uint8_t around = 17; // bytes between the outer length and the hash
    const std::uint8_t last = algorithm == HashAlgorithm::sha256   ? 1
                              : algorithm == HashAlgorithm::sha384 ? 2
                                                                   : 3;
    Bytes info{0x30,
               static_cast<std::uint8_t>(around + size),
               0x30,
               0x0D,
               0x06,
               0x09,
               0x60,
               0x86,
               0x48,
               0x01,
               0x65,
               0x03,
               0x04,
               0x02,
               last,
               0x05,
               0x00,
               0x04,
               size};
    info.insert(info.end(), hash.begin(), hash.end());
    return info;
}

CK_RSA_PKCS_PSS_PARAMS pss_parameters(HashAlgorithm hash)
{
    const auto size = static_cast<CK_ULONG>(size_of(hash));
    if (hash == HashAlgorithm::sha256) {
        return {CKM_SHA256, CKG_MGF1_SHA256, size};
    }
    return hash == HashAlgorithm::sha384
               ? CK_RSA_PKCS_PSS_PARAMS{CKM_SHA384, CKG_MGF1_SHA384, size}
               : CK_RSA_PKCS_PSS_PARAMS{CKM_SHA512, CKG_MGF1_SHA512, size};
}

std::string hexadecimal(CK_RV value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "0x%lX", static_cast<unsigned long>(value));
    return text.data();
}

} // namespace

Pkcs11Card::~Pkcs11Card()
{
    if (session_ != CK_INVALID_HANDLE) {
        functions_->C_CloseSession(session_); // the last one: logs out, too
    }
    if (initialised_) {
        functions_->C_Finalize(nullptr);
    }
    if (library_ != nullptr) {
        ::dlclose(library_);
    }
}

bool Pkcs11Card::check(const char* function, CK_RV value)
{
    if (value != CKR_OK) {
        failure_ = std::string{function} + ": CKR " + hexadecimal(value);
        failed_with_ = value;
    }
    return value == CKR_OK;
}

std::string Pkcs11Card::open(const std::filesystem::path& module, const std::string& serial)
{
    library_ = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) {
        const char* const reason = ::dlerror();
        return reason != nullptr ? reason : module.string();
    }
    const auto get_list = reinterpret_cast<CK_C_GetFunctionList>( // NOLINT: POSIX wants it
        ::dlsym(library_, "C_GetFunctionList"));
    if (get_list == nullptr || get_list(&functions_) != CKR_OK) {
        return module.string() + ": C_GetFunctionList";
    }
    // Where there are no keys to type on, this program asks, whatever is configured for others.
    ::setenv("OPENBEID_PIN_ENTRY", "application", 1);
    initialised_ = check("C_Initialize", functions_->C_Initialize(nullptr));
    if (!initialised_) {
        return failure_;
    }
    const auto slot = find_slot(serial);
    if (!slot) {
        return failure_.empty()
                   ? fill(translate("{file} does not show this card"), {{"file", module.string()}})
                   : failure_;
    }
    slot_ = *slot;
    return check("C_OpenSession",
                 functions_->C_OpenSession(
                     *slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session_))
               ? std::string{}
               : failure_;
}

std::optional<CK_SLOT_ID> Pkcs11Card::find_slot(const std::string& serial)
{
    constexpr CK_ULONG most_slots = 64;
    std::vector<CK_SLOT_ID> slots(most_slots);
    CK_ULONG count = most_slots;
    if (!check("C_GetSlotList", functions_->C_GetSlotList(CK_TRUE, slots.data(), &count))) {
        return std::nullopt;
    }
    slots.resize(count);
    for (const auto slot : slots) {
        CK_TOKEN_INFO info{};
        const bool told = functions_->C_GetTokenInfo(slot, &info) == CKR_OK;
        if (told && std::ranges::equal(info.serialNumber, serial, {}, [](CK_UTF8CHAR letter) {
                return static_cast<char>(letter);
            })) {
            return slot;
        }
    }
    return std::nullopt;
}

bool Pkcs11Card::asks_itself()
{
    CK_TOKEN_INFO info{};
    return functions_->C_GetTokenInfo(slot_, &info) == CKR_OK &&
           (info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
}

CK_RV Pkcs11Card::log_in(const Pin* pin)
{
    const auto digits = pin != nullptr ? pin->view() : ByteView{};
    // The PIN is only read; the type of the parameter is PKCS#11's.
    auto* const data = pin != nullptr ? const_cast<CK_UTF8CHAR*>(digits.data()) : nullptr; // NOLINT
    const auto value = functions_->C_Login(session_, CKU_USER, data, digits.size());
    check("C_Login", value);
    return value;
}

CK_RV Pkcs11Card::change_pin()
{
    const auto value = functions_->C_SetPIN(session_, nullptr, 0, nullptr, 0);
    check("C_SetPIN", value);
    return value;
}

std::optional<CK_OBJECT_HANDLE> Pkcs11Card::find(CK_OBJECT_CLASS what, CK_BYTE id)
{
    std::array<CK_BYTE, OPENBEID_ID_SIZE> whole_id{id};
    std::array wanted{CK_ATTRIBUTE{CKA_CLASS, &what, sizeof what},
                      CK_ATTRIBUTE{CKA_ID, whole_id.data(), whole_id.size()}};
    CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;
    CK_ULONG count = 0;
    if (!check("C_FindObjectsInit",
               functions_->C_FindObjectsInit(session_, wanted.data(), wanted.size()))) {
        return std::nullopt;
    }
    const auto found = functions_->C_FindObjects(session_, &object, 1, &count);
    functions_->C_FindObjectsFinal(session_);
    return check("C_FindObjects", found) && count == 1 ? std::optional{object} : std::nullopt;
}

Bytes Pkcs11Card::certificate(CK_BYTE id)
{
    const auto object = find(CKO_CERTIFICATE, id);
    CK_ATTRIBUTE value{CKA_VALUE, nullptr, 0};
    if (!object || !check("C_GetAttributeValue",
                          functions_->C_GetAttributeValue(session_, *object, &value, 1))) {
        return {};
    }
    Bytes der(value.ulValueLen);
    value.pValue = der.data();
    return check("C_GetAttributeValue",
                 functions_->C_GetAttributeValue(session_, *object, &value, 1))
               ? der
               : Bytes{};
}

std::optional<Bytes> Pkcs11Card::sign(const SignatureScheme& scheme, ByteView hash)
{
    failure_.clear();
    failed_with_ = CKR_OK;
    const auto key = find(CKO_PRIVATE_KEY, OPENBEID_ID_AUTHENTICATION);
    if (!key) {
        return std::nullopt;
    }
    Bytes data{hash.begin(), hash.end()};
    auto pss = pss_parameters(scheme.hash);
    CK_MECHANISM mechanism{CKM_ECDSA, nullptr, 0};
    if (scheme.algorithm == SignatureAlgorithm::rsa_pss) {
        mechanism = {CKM_RSA_PKCS_PSS, &pss, sizeof pss};
    } else if (scheme.algorithm == SignatureAlgorithm::rsa_pkcs1) {
        mechanism = {CKM_RSA_PKCS, nullptr, 0};
        data = digest_info(scheme.hash, hash);
    }
    constexpr CK_ULONG longest = 1024;
    Bytes signature(longest);
    CK_ULONG size = longest;
    if (!check("C_SignInit", functions_->C_SignInit(session_, &mechanism, *key)) ||
        !check("C_Sign",
               functions_->C_Sign(session_, data.data(), data.size(), signature.data(), &size))) {
        return std::nullopt;
    }
    signature.resize(size);
    return signature;
}

} // namespace openbeid::cli
