// SPDX-License-Identifier: Apache-2.0
#include "test_session.hpp"

#include "functions.hpp"

#include <algorithm>
#include <cstring>

namespace openbeid::test {

namespace {

constexpr std::uint8_t canary = 0xA7;
constexpr std::size_t canary_size = 64;

/// Not const, as PKCS#11 has it everywhere.
CK_BYTE* data_of(ByteView bytes)
{
    return const_cast<CK_BYTE*>(bytes.data()); // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

bool is_canary(ByteView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == canary; });
}

/// Calls `function(buffer, &length)` with `room` bytes.
template <typename Function>
Output with_buffer(std::size_t room, Function&& function)
{
    Bytes buffer(room + canary_size, canary);
    CK_ULONG length = room;
    Output output{.rv = Rv{function(buffer.data(), &length)}};
    output.length = length;
    const bool is_ok = output.rv == Rv{CKR_OK};
    const auto written = is_ok ? std::min<std::size_t>(length, room) : 0;
    CHECK(is_canary(ByteView{buffer}.subspan(written)));
    if (is_ok) {
        CHECK(length <= room);
        output.data.assign(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(written));
    }
    return output;
}

template <typename T>
Bytes bytes_of(const T& value)
{
    Bytes bytes(sizeof value);
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

} // namespace

Wanted& Wanted::bytes(CK_ATTRIBUTE_TYPE type, Bytes value)
{
    attributes_.push_back({type, std::move(value)});
    return *this;
}

Wanted& Wanted::number(CK_ATTRIBUTE_TYPE type, CK_ULONG value)
{
    return bytes(type, bytes_of(value));
}

Wanted& Wanted::boolean(CK_ATTRIBUTE_TYPE type, bool value)
{
    return bytes(type, Bytes{static_cast<std::uint8_t>(value ? CK_TRUE : CK_FALSE)});
}

Wanted& Wanted::text(CK_ATTRIBUTE_TYPE type, std::string_view value)
{
    return bytes(type, Bytes(value.begin(), value.end()));
}

Wanted& Wanted::id(std::uint8_t value)
{
    return bytes(CKA_ID, Bytes{value, 0, 0, 0, 0, 0, 0, 0});
}

std::vector<CK_ATTRIBUTE> Wanted::attributes() const&
{
    std::vector<CK_ATTRIBUTE> list;
    for (const auto& attribute : attributes_) {
        list.push_back({attribute.type, data_of(attribute.value), attribute.value.size()});
    }
    return list;
}

Rv TestSession::close() const
{
    return Rv{p11().C_CloseSession(handle_)};
}

Rv TestSession::login(std::string_view pin, CK_USER_TYPE user) const
{
    Bytes digits(pin.begin(), pin.end());
    digits.push_back(0); // so that an empty PIN has an address
    return Rv{p11().C_Login(handle_, user, digits.data(), pin.size())};
}

Rv TestSession::logout() const
{
    return Rv{p11().C_Logout(handle_)};
}

Rv TestSession::set_pin(std::string_view current, std::string_view replacement) const
{
    Bytes from(current.begin(), current.end());
    Bytes to(replacement.begin(), replacement.end());
    from.push_back(0);
    to.push_back(0);
    return Rv{p11().C_SetPIN(handle_, from.data(), current.size(), to.data(), replacement.size())};
}

Rv TestSession::info(CK_SESSION_INFO& info) const
{
    return Rv{p11().C_GetSessionInfo(handle_, &info)};
}

CK_STATE TestSession::state() const
{
    CK_SESSION_INFO found{};
    return info(found) == Rv{CKR_OK} ? found.state : CK_UNAVAILABLE_INFORMATION;
}

Rv TestSession::find_init(const Wanted& wanted) const
{
    auto attributes = wanted.attributes();
    return Rv{p11().C_FindObjectsInit(handle_, attributes.data(), attributes.size())};
}

Rv TestSession::find_some(std::vector<CK_OBJECT_HANDLE>& found, CK_ULONG max) const
{
    found.assign(max, CK_INVALID_HANDLE);
    CK_ULONG count = 0;
    const Rv rv{p11().C_FindObjects(handle_, found.data(), max, &count)};
    found.resize(std::min(count, max));
    return rv;
}

Rv TestSession::find_final() const
{
    return Rv{p11().C_FindObjectsFinal(handle_)};
}

std::vector<CK_OBJECT_HANDLE> TestSession::find(const Wanted& wanted) const
{
    std::vector<CK_OBJECT_HANDLE> found;
    REQUIRE(find_init(wanted) == Rv{CKR_OK});
    REQUIRE(find_some(found, 64) == Rv{CKR_OK});
    REQUIRE(find_final() == Rv{CKR_OK});
    return found;
}

CK_OBJECT_HANDLE TestSession::find_one(const Wanted& wanted) const
{
    const auto found = find(wanted);
    return found.size() == 1 ? found.front() : CK_INVALID_HANDLE;
}

Output TestSession::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const
{
    constexpr std::size_t room = 8192;
    return with_buffer(room, [&](CK_BYTE* buffer, CK_ULONG* length) {
        CK_ATTRIBUTE attribute{type, buffer, *length};
        const CK_RV rv = p11().C_GetAttributeValue(handle_, object, &attribute, 1);
        *length = attribute.ulValueLen;
        return rv;
    });
}

Bytes TestSession::certificate(std::uint8_t id) const
{
    const auto object = find_one({CKO_CERTIFICATE, id});
    return object != CK_INVALID_HANDLE ? attribute(object, CKA_VALUE).data : Bytes{};
}

Rv TestSession::digest_init(CK_MECHANISM_TYPE type) const
{
    CK_MECHANISM mechanism{type, nullptr, 0};
    return Rv{p11().C_DigestInit(handle_, &mechanism)};
}

Rv TestSession::sign_init(const Mechanism& mechanism, CK_OBJECT_HANDLE key) const
{
    auto parameters = mechanism.pss;
    const bool has_parameters = parameters.sLen != 0;
    CK_MECHANISM asked{mechanism.type,
                       has_parameters ? &parameters : nullptr,
                       has_parameters ? sizeof parameters : 0};
    return Rv{p11().C_SignInit(handle_, &asked, key)};
}

Rv TestSession::sign_cancel() const
{
    return Rv{p11().C_SignInit(handle_, nullptr, CK_INVALID_HANDLE)};
}

Output TestSession::sign(ByteView data, std::size_t room) const
{
    return with_buffer(room, [&](CK_BYTE* buffer, CK_ULONG* length) {
        return p11().C_Sign(handle_, data_of(data), data.size(), buffer, length);
    });
}

Output TestSession::sign_length(ByteView data) const
{
    Output output;
    output.rv = Rv{p11().C_Sign(handle_, data_of(data), data.size(), nullptr, &output.length)};
    return output;
}

Rv TestSession::sign_update(ByteView part) const
{
    return Rv{p11().C_SignUpdate(handle_, data_of(part), part.size())};
}

Output TestSession::sign_final(std::size_t room) const
{
    return with_buffer(room, [&](CK_BYTE* buffer, CK_ULONG* length) {
        return p11().C_SignFinal(handle_, buffer, length);
    });
}

Output TestSession::sign_final_length() const
{
    Output output;
    output.rv = Rv{p11().C_SignFinal(handle_, nullptr, &output.length)};
    return output;
}

} // namespace openbeid::test
