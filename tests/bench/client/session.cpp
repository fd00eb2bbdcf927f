// SPDX-License-Identifier: Apache-2.0
#include "session.hpp"

#include "meter.hpp"

#include <array>
#include <cstring>

namespace openbeid::bench {

namespace {

// DigestInfo of SHA-256 (RFC 8017, 9.2).
constexpr std::array<CK_BYTE, 19> digest_info{0x30,
                                              0x31,
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
                                              0x01,
                                              0x05,
                                              0x00,
                                              0x04,
                                              0x20};
constexpr std::size_t sha256_size = 32;
constexpr std::size_t sha384_size = 48;

Value to_be_signed(bool is_rsa)
{
    Value input;
    if (is_rsa) {
        input.assign(digest_info.begin(), digest_info.end());
    }
    input.insert(input.end(), is_rsa ? sha256_size : sha384_size, CK_BYTE{0x5A});
    return input;
}

} // namespace

Template::Template(CK_OBJECT_CLASS object_class)
{
    Value value(sizeof object_class);
    std::memcpy(value.data(), &object_class, sizeof object_class);
    with(CKA_CLASS, std::move(value));
}

Template& Template::with(CK_ATTRIBUTE_TYPE type, Value value)
{
    entries_.push_back({type, std::move(value)});
    return *this;
}

Template& Template::with(CK_ATTRIBUTE_TYPE type, const std::string& text)
{
    return with(type, Value(text.begin(), text.end()));
}

std::vector<CK_ATTRIBUTE> Template::attributes()
{
    std::vector<CK_ATTRIBUTE> list;
    for (auto& [type, value] : entries_) {
        list.push_back({type, value.data(), value.size()});
    }
    return list;
}

void Session::close() const
{
    check(program_.p11().C_CloseSession(handle_), "C_CloseSession");
}

std::vector<CK_OBJECT_HANDLE> Session::find(Template wanted) const
{
    auto attributes = wanted.attributes();
    check(program_.p11().C_FindObjectsInit(handle_, attributes.data(), attributes.size()),
          "C_FindObjectsInit");
    std::vector<CK_OBJECT_HANDLE> found;
    std::array<CK_OBJECT_HANDLE, 16> portion{};
    CK_ULONG count = 0;
    do {
        check(program_.p11().C_FindObjects(handle_, portion.data(), portion.size(), &count),
              "C_FindObjects");
        found.insert(found.end(), portion.begin(), portion.begin() + count);
    } while (count > 0);
    check(program_.p11().C_FindObjectsFinal(handle_), "C_FindObjectsFinal");
    return found;
}

CK_OBJECT_HANDLE Session::find_one(const Template& wanted, const char* what) const
{
    const auto found = find(wanted);
    if (found.empty()) {
        throw std::runtime_error{std::string{"there is no "} + what};
    }
    return found.front();
}

std::vector<Value> Session::values(CK_OBJECT_HANDLE object,
                                   std::vector<CK_ATTRIBUTE_TYPE> types) const
{
    std::vector<CK_ATTRIBUTE> attributes;
    for (const auto type : types) {
        attributes.push_back({type, nullptr, 0});
    }
    // The codes say that one of the attributes does not exist; the lengths say which.
    program_.p11().C_GetAttributeValue(handle_, object, attributes.data(), attributes.size());
    std::vector<Value> values(types.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
        auto& attribute = attributes[i];
        if (attribute.ulValueLen == CK_UNAVAILABLE_INFORMATION) {
            attribute.ulValueLen = 0;
        }
        values[i].resize(attribute.ulValueLen);
        attribute.pValue = values[i].empty() ? nullptr : values[i].data();
    }
    program_.p11().C_GetAttributeValue(handle_, object, attributes.data(), attributes.size());
    return values;
}

void Session::log_in(CK_USER_TYPE user) const
{
    std::array<CK_UTF8CHAR, 4> pin{'1', '2', '3', '4'}; // of every virtual card
    check(program_.p11().C_Login(handle_, user, pin.data(), pin.size()), "C_Login");
}

bool Session::has_rsa() const
{
    CK_MECHANISM_INFO info{};
    return program_.p11().C_GetMechanismInfo(slot_, CKM_RSA_PKCS, &info) == CKR_OK;
}

void Session::sign_init(CK_OBJECT_HANDLE key) const
{
    CK_MECHANISM mechanism{has_rsa() ? CKM_RSA_PKCS : CKM_ECDSA, nullptr, 0};
    check(program_.p11().C_SignInit(handle_, &mechanism, key), "C_SignInit");
}

std::chrono::nanoseconds Session::sign() const
{
    auto input = to_be_signed(has_rsa());
    std::array<CK_BYTE, 512> signature{};
    CK_ULONG size = signature.size();
    const auto start = Meter::cpu_time();
    const CK_RV code =
        program_.p11().C_Sign(handle_, input.data(), input.size(), signature.data(), &size);
    const auto cost = Meter::cpu_time() - start;
    check(code, "C_Sign");
    return cost;
}

} // namespace openbeid::bench
