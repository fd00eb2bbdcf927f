// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto.hpp"
#include "module.hpp"
#include "report.hpp"
#include "secret.hpp"
#include "virtual_card.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace openbeid::conformance {

struct ListedMechanism {
    CK_MECHANISM_TYPE type;
    CK_RV code;
    CK_MECHANISM_INFO info;
};

struct CertificateObject {
    std::string label;
    Bytes id;
    Bytes value;
    std::optional<CertificateFacts> facts;
};

/// A key pair of the token, found by the CKA_ID that its objects share.
struct KeyObject {
    std::string label;
    Bytes id;
    PublicKey key;
    bool has_public{false};
    bool has_private{false};
    bool has_certificate{false};
    bool always_authenticate{false};
};

/// What the token says about itself, read once per function list.
struct TokenFacts {
    CK_TOKEN_INFO info{};
    std::vector<ListedMechanism> mechanisms;
    std::vector<CertificateObject> certificates;
    std::vector<KeyObject> keys;
    bool belgian{false};

    [[nodiscard]] const ListedMechanism* mechanism(CK_MECHANISM_TYPE type) const;
    /// A listed signing mechanism for the key; raw ones only if `raw`.
    [[nodiscard]] std::optional<CK_MECHANISM_TYPE> signing_mechanism(const KeyObject& key,
                                                                     bool raw) const;
    [[nodiscard]] bool flag(CK_FLAGS flag) const { return (info.flags & flag) != 0; }
};

/// Everything a suite needs. One per function list.
struct Environment {
    const Module& module;
    ListVersion list;
    CK_FUNCTION_LIST* f;
    CK_FUNCTION_LIST_3_0* f3; ///< null when the run goes through the 2.40 list
    Report& report;
    const Pin* pin{nullptr};
    VirtualCard* card{nullptr};
    bool may_block{false};
    bool strict{false};
    CK_SLOT_ID slot{0};
    TokenFacts token{};
    /// The first answer to a login that leaves no sense in a second one: the PIN is not sent again.
    CK_RV login_refusal{CKR_OK};

    /// C_Login with the right PIN; the gate closes at any sign that it is not right.
    CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user = CKU_USER);
    /// What a child process told: reasons for the report, and a refused PIN.
    void take_notes(const std::map<std::string, std::string>& notes);
    /// Why no login can be made; empty if it can.
    [[nodiscard]] std::string no_login() const;
    /// The first key pair that signs without a login of its own; null if there is none.
    [[nodiscard]] const KeyObject* signing_key() const;
};

/// A search template or attribute query that owns its values.
class Template {
public:
    Template& number(CK_ATTRIBUTE_TYPE type, CK_ULONG value);
    Template& boolean(CK_ATTRIBUTE_TYPE type, bool value);
    Template& bytes(CK_ATTRIBUTE_TYPE type, Bytes value);
    Template& text(CK_ATTRIBUTE_TYPE type, const std::string& value);
    [[nodiscard]] CK_ATTRIBUTE* data();
    [[nodiscard]] CK_ULONG size() const noexcept { return static_cast<CK_ULONG>(values_.size()); }

private:
    std::vector<CK_ATTRIBUTE_TYPE> types_;
    std::vector<Bytes> values_;
    std::vector<CK_ATTRIBUTE> attributes_;
};

/// All objects that match, or the code that ended the search.
struct Found {
    CK_RV code{CKR_OK};
    std::vector<CK_OBJECT_HANDLE> objects;
};
[[nodiscard]] Found find(CK_FUNCTION_LIST* f, CK_SESSION_HANDLE session, Template what);
[[nodiscard]] CK_OBJECT_HANDLE
find_one(CK_FUNCTION_LIST* f, CK_SESSION_HANDLE session, Template what);

/// One attribute: the length is asked first. Nothing, and the code, if it is not answered.
[[nodiscard]] std::optional<Bytes> attribute(CK_FUNCTION_LIST* f,
                                             CK_SESSION_HANDLE session,
                                             CK_OBJECT_HANDLE object,
                                             CK_ATTRIBUTE_TYPE type,
                                             CK_RV* code = nullptr);
[[nodiscard]] std::optional<CK_ULONG> attribute_number(CK_FUNCTION_LIST* f,
                                                       CK_SESSION_HANDLE session,
                                                       CK_OBJECT_HANDLE object,
                                                       CK_ATTRIBUTE_TYPE type);
[[nodiscard]] std::optional<bool> attribute_boolean(CK_FUNCTION_LIST* f,
                                                    CK_SESSION_HANDLE session,
                                                    CK_OBJECT_HANDLE object,
                                                    CK_ATTRIBUTE_TYPE type);

/// Finds the slot and reads the facts. Empty when done, else what is missing.
[[nodiscard]] std::string
discover(Environment& env, std::optional<CK_SLOT_ID> slot, const std::string& reader);

} // namespace openbeid::conformance
