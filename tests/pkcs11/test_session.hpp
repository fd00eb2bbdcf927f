// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "named_rv.hpp"

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace openbeid::test {

/// A search template.
class Wanted {
public:
    Wanted() = default;
    explicit Wanted(CK_OBJECT_CLASS object_class) { number(CKA_CLASS, object_class); }
    Wanted(CK_OBJECT_CLASS object_class, std::uint8_t object_id) : Wanted{object_class}
    {
        id(object_id);
    }

    Wanted& bytes(CK_ATTRIBUTE_TYPE type, Bytes value);
    Wanted& number(CK_ATTRIBUTE_TYPE type, CK_ULONG value);
    Wanted& boolean(CK_ATTRIBUTE_TYPE type, bool value);
    Wanted& text(CK_ATTRIBUTE_TYPE type, std::string_view value);
    /// CKA_ID as OpenBeID makes it.
    Wanted& id(std::uint8_t value);

    /// They point into this object.
    [[nodiscard]] std::vector<CK_ATTRIBUTE> attributes() const&;
    std::vector<CK_ATTRIBUTE> attributes() && = delete;

private:
    struct Attribute {
        CK_ATTRIBUTE_TYPE type{0};
        Bytes value;
    };
    std::vector<Attribute> attributes_;
};

/// What a call gave that writes into a buffer of the caller.
struct Output {
    Rv rv;
    Bytes data{};       ///< only with CKR_OK
    CK_ULONG length{0}; ///< as the call left it
};

struct Mechanism {
    CK_MECHANISM_TYPE type{0};
    CK_RSA_PKCS_PSS_PARAMS pss{}; ///< no parameter if sLen is 0
};

/// A PKCS#11 session and the calls on it. Copies name the same session; none is closed by itself.
/// Every buffer that the module gets has a canary behind it, and must be untouched after an error.
class TestSession {
public:
    TestSession() = default;
    explicit TestSession(CK_SESSION_HANDLE handle) : handle_{handle} {}

    [[nodiscard]] CK_SESSION_HANDLE handle() const { return handle_; }
    Rv close() const;

    Rv login(std::string_view pin, CK_USER_TYPE user = CKU_USER) const;
    Rv context_login(std::string_view pin) const { return login(pin, CKU_CONTEXT_SPECIFIC); }
    Rv logout() const;
    Rv set_pin(std::string_view current, std::string_view replacement) const;
    Rv info(CK_SESSION_INFO& info) const;
    /// CK_UNAVAILABLE_INFORMATION if C_GetSessionInfo fails.
    [[nodiscard]] CK_STATE state() const;

    Rv find_init(const Wanted& wanted) const;
    Rv find_some(std::vector<CK_OBJECT_HANDLE>& found, CK_ULONG max) const;
    Rv find_final() const;
    /// A whole search.
    [[nodiscard]] std::vector<CK_OBJECT_HANDLE> find(const Wanted& wanted) const;
    /// The one object that matches, 0 if there is none or more than one.
    [[nodiscard]] CK_OBJECT_HANDLE find_one(const Wanted& wanted) const;
    [[nodiscard]] CK_OBJECT_HANDLE key(std::uint8_t id) const
    {
        return find_one({CKO_PRIVATE_KEY, id});
    }
    [[nodiscard]] Output attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;
    /// The DER of the certificate with that ID; empty if there is none.
    [[nodiscard]] Bytes certificate(std::uint8_t id) const;

    Rv digest_init(CK_MECHANISM_TYPE type) const;
    Rv sign_init(const Mechanism& mechanism, CK_OBJECT_HANDLE key) const;
    Rv sign_init(CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE key) const
    {
        return sign_init(Mechanism{.type = type}, key);
    }
    Rv sign_cancel() const;
    [[nodiscard]] Output sign(ByteView data, std::size_t room = 512) const;
    /// With a null buffer.
    [[nodiscard]] Output sign_length(ByteView data) const;
    Rv sign_update(ByteView part) const;
    [[nodiscard]] Output sign_final(std::size_t room = 512) const;
    [[nodiscard]] Output sign_final_length() const;

private:
    CK_SESSION_HANDLE handle_{0};
};

} // namespace openbeid::test
