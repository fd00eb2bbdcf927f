// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card/recognition.hpp"
#include "crypto/context.hpp"
#include "pkcs11/object.hpp"

#include <optional>
#include <span>

namespace openbeid::pkcs11 {

/// What the attributes of a token's objects are made of, besides the object.
struct AttributeSource {
    const crypto::Context& crypto;
    const card::CardData& card;
    bool module_asks{false}; ///< see PinSource
};

/// The value of an attribute in the form of PKCS#11, or why there is none.
struct Attribute {
    enum class State : std::uint8_t { present, sensitive, absent };

    State state{State::absent};
    Bytes value;
};

/// For an object whose certificate was not read: what is known without it, the rest is absent.
[[nodiscard]] Attribute
attribute_of(const Object& object, CK_ATTRIBUTE_TYPE type, const AttributeSource& source);

/// More attributes than that no caller can mean: the count is garbage.
inline constexpr CK_ULONG max_template_size = 4096;

/**
 * A search template in the caller's memory, valid during the call. A value is only read where its
 * length is the right one, so a caller that errs in a length loses a match and nothing else.
 */
class Template {
public:
    /// Nothing if the array can't be a template.
    [[nodiscard]] static std::optional<Template> from(const CK_ATTRIBUTE* attributes,
                                                      CK_ULONG count);

    /// Whether it has that attribute, whatever the value.
    [[nodiscard]] bool names(CK_ATTRIBUTE_TYPE type) const;
    /// Whether an object of this kind could match, by what is known without reading a file.
    [[nodiscard]] bool may_match(const ObjectSpec& spec, const AttributeSource& source) const;
    [[nodiscard]] bool matches(const Object& object, const AttributeSource& source) const;

private:
    Template(const CK_ATTRIBUTE* attributes, CK_ULONG count) noexcept
        : attributes_{attributes}, count_{count}
    {
    }

    const CK_ATTRIBUTE* attributes_;
    CK_ULONG count_;
};

/// C_GetAttributeValue for one object: fills every attribute that can be filled, and returns the
/// code for those that can't (PKCS#11 2.40 §5.7.5).
[[nodiscard]] CK_RV fill_attributes(const Object& object,
                                    CK_ATTRIBUTE* attributes,
                                    CK_ULONG count,
                                    const AttributeSource& source);

} // namespace openbeid::pkcs11
