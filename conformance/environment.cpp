// SPDX-License-Identifier: Apache-2.0
#include "environment.hpp"

#include <algorithm>
#include <array>

namespace openbeid::conformance {

namespace {

/// Longer answers than this are nonsense and not allocated.
constexpr CK_ULONG largest_value = 1U << 20U;

template <typename Value>
Bytes bytes_of(const Value& value)
{
    const auto* at = reinterpret_cast<const CK_BYTE*>(&value);
    return {at, at + sizeof(Value)};
}

} // namespace

const ListedMechanism* TokenFacts::mechanism(CK_MECHANISM_TYPE type) const
{
    const auto found = std::find_if(mechanisms.begin(), mechanisms.end(), [&](const auto& listed) {
        return listed.type == type;
    });
    return found == mechanisms.end() ? nullptr : &*found;
}

std::optional<CK_MECHANISM_TYPE> TokenFacts::signing_mechanism(const KeyObject& key, bool raw) const
{
    constexpr std::array hashing{
        CKM_SHA256_RSA_PKCS, CKM_SHA1_RSA_PKCS, CKM_ECDSA_SHA256, CKM_ECDSA_SHA1, CKM_ECDSA_SHA384};
    constexpr std::array plain{CKM_RSA_PKCS, CKM_ECDSA};
    const auto fits = [&](CK_MECHANISM_TYPE type) {
        const auto* listed = mechanism(type);
        return listed != nullptr && (listed->info.flags & CKF_SIGN) != 0 &&
               spec_of(type)->key_type() == key.key.type();
    };
    if (raw) {
        const auto* found = std::find_if(plain.begin(), plain.end(), fits);
        return found == plain.end() ? std::nullopt : std::optional{*found};
    }
    const auto* found = std::find_if(hashing.begin(), hashing.end(), fits);
    return found == hashing.end() ? std::nullopt : std::optional{*found};
}

CK_RV Environment::login(CK_SESSION_HANDLE session, CK_USER_TYPE user)
{
    if (!no_login().empty()) {
        return CKR_FUNCTION_REJECTED;
    }
    const CK_RV code = f->C_Login(session, user, pin->data(), pin->size());
    constexpr std::array final_answers{CKR_PIN_INCORRECT,
                                       CKR_PIN_LOCKED,
                                       CKR_PIN_LEN_RANGE,
                                       CKR_PIN_INVALID,
                                       CKR_PIN_EXPIRED,
                                       CKR_USER_PIN_NOT_INITIALIZED};
    if (std::find(final_answers.begin(), final_answers.end(), code) != final_answers.end()) {
        login_refusal = code;
        report.tell("refusal", std::to_string(code));
    }
    return code;
}

void Environment::take_notes(const std::map<std::string, std::string>& notes)
{
    for (const auto& [key, value] : notes) {
        if (key == "rest") {
            report.skip_rest(value);
        } else if (key == "broken") {
            report.broken(value);
        } else if (key == "refusal") {
            login_refusal = std::stoul(value);
            report.tell(key, value);
        }
    }
}

std::string Environment::no_login() const
{
    if (pin == nullptr) {
        return "no PIN was given";
    }
    if (login_refusal == CKR_USER_PIN_NOT_INITIALIZED) {
        return "this token has no PIN yet";
    }
    if (token.flag(CKF_USER_PIN_LOCKED) || login_refusal == CKR_PIN_LOCKED) {
        return "the PIN of this token is blocked";
    }
    if (login_refusal != CKR_OK) {
        return "the token refused the PIN; it is not sent again";
    }
    if (!token.flag(CKF_USER_PIN_INITIALIZED)) {
        return "this token has no PIN yet";
    }
    return {};
}

const KeyObject* Environment::signing_key() const
{
    for (const auto& key : token.keys) {
        if (key.has_private && !key.always_authenticate && token.signing_mechanism(key, false)) {
            return &key;
        }
    }
    return nullptr;
}

Template& Template::number(CK_ATTRIBUTE_TYPE type, CK_ULONG value)
{
    return bytes(type, bytes_of(value));
}

Template& Template::boolean(CK_ATTRIBUTE_TYPE type, bool value)
{
    return bytes(type, {static_cast<CK_BYTE>(value ? CK_TRUE : CK_FALSE)});
}

Template& Template::bytes(CK_ATTRIBUTE_TYPE type, Bytes value)
{
    types_.push_back(type);
    values_.push_back(std::move(value));
    return *this;
}

Template& Template::text(CK_ATTRIBUTE_TYPE type, const std::string& value)
{
    return bytes(type, {value.begin(), value.end()});
}

CK_ATTRIBUTE* Template::data()
{
    attributes_.clear();
    for (std::size_t i = 0; i < values_.size(); ++i) {
        attributes_.push_back({types_[i], values_[i].data(), values_[i].size()});
    }
    return attributes_.empty() ? nullptr : attributes_.data();
}

Found find(CK_FUNCTION_LIST* f, CK_SESSION_HANDLE session, Template what)
{
    Found found;
    found.code = f->C_FindObjectsInit(session, what.data(), what.size());
    if (found.code != CKR_OK) {
        return found;
    }
    std::array<CK_OBJECT_HANDLE, 16> some{};
    CK_ULONG count = 0;
    do {
        count = 0;
        found.code = f->C_FindObjects(session, some.data(), some.size(), &count);
        count = std::min<CK_ULONG>(count, some.size());
        found.objects.insert(found.objects.end(), some.begin(), some.begin() + count);
    } while (found.code == CKR_OK && count > 0 && found.objects.size() < 4096);
    const CK_RV final_code = f->C_FindObjectsFinal(session);
    found.code = found.code == CKR_OK ? final_code : found.code;
    return found;
}

CK_OBJECT_HANDLE find_one(CK_FUNCTION_LIST* f, CK_SESSION_HANDLE session, Template what)
{
    const auto found = find(f, session, std::move(what));
    return found.objects.empty() ? CK_INVALID_HANDLE : found.objects.front();
}

std::optional<Bytes> attribute(CK_FUNCTION_LIST* f,
                               CK_SESSION_HANDLE session,
                               CK_OBJECT_HANDLE object,
                               CK_ATTRIBUTE_TYPE type,
                               CK_RV* code)
{
    CK_ATTRIBUTE query{type, nullptr, 0};
    CK_RV result = f->C_GetAttributeValue(session, object, &query, 1);
    std::optional<Bytes> value;
    if (result == CKR_OK && query.ulValueLen <= largest_value) {
        value.emplace(query.ulValueLen);
        query.pValue = value->data();
        result =
            query.ulValueLen == 0 ? CKR_OK : f->C_GetAttributeValue(session, object, &query, 1);
        if (result != CKR_OK || query.ulValueLen > value->size()) {
            value.reset();
        } else {
            value->resize(query.ulValueLen);
        }
    }
    if (code != nullptr) {
        *code = result;
    }
    return value;
}

std::optional<CK_ULONG> attribute_number(CK_FUNCTION_LIST* f,
                                         CK_SESSION_HANDLE session,
                                         CK_OBJECT_HANDLE object,
                                         CK_ATTRIBUTE_TYPE type)
{
    const auto value = attribute(f, session, object, type);
    if (!value || value->size() != sizeof(CK_ULONG)) {
        return std::nullopt;
    }
    CK_ULONG number = 0;
    std::copy(value->begin(), value->end(), reinterpret_cast<CK_BYTE*>(&number));
    return number;
}

std::optional<bool> attribute_boolean(CK_FUNCTION_LIST* f,
                                      CK_SESSION_HANDLE session,
                                      CK_OBJECT_HANDLE object,
                                      CK_ATTRIBUTE_TYPE type)
{
    const auto value = attribute(f, session, object, type);
    if (!value || value->size() != 1) {
        return std::nullopt;
    }
    return value->front() != CK_FALSE;
}

} // namespace openbeid::conformance
