// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/attribute.hpp"

#include "pkcs11/memory.hpp"

#include <algorithm>
#include <array>

namespace openbeid::pkcs11 {

namespace {

/// Attributes whose value is known before any file is read (see attribute_of()).
constexpr std::array known_at_once{
    CKA_CLASS, CKA_LABEL, CKA_ID, CKA_TOKEN, CKA_PRIVATE, CKA_PROFILE_ID, CKA_OBJECT_ID};

bool is_equal(const CK_ATTRIBUTE& wanted, const Attribute& attribute)
{
    return attribute.state == Attribute::State::present &&
           wanted.ulValueLen == attribute.value.size() &&
           (attribute.value.empty() ||
            (wanted.pValue != nullptr &&
             std::memcmp(wanted.pValue, attribute.value.data(), attribute.value.size()) == 0));
}

void set_length(CK_ATTRIBUTE* attributes, CK_ULONG index, CK_ULONG length)
{
    auto attribute = load_at(attributes, index);
    attribute.ulValueLen = length;
    store_at(attributes, index, attribute);
}

/// Fills one attribute of the caller's array.
CK_RV fill(const Attribute& from, CK_ATTRIBUTE* attributes, CK_ULONG index)
{
    const auto asked = load_at(attributes, index);
    if (from.state != Attribute::State::present) {
        set_length(attributes, index, CK_UNAVAILABLE_INFORMATION);
        return from.state == Attribute::State::sensitive ? CKR_ATTRIBUTE_SENSITIVE
                                                         : CKR_ATTRIBUTE_TYPE_INVALID;
    }
    if (asked.pValue != nullptr && asked.ulValueLen < from.value.size()) {
        set_length(attributes, index, CK_UNAVAILABLE_INFORMATION);
        return CKR_BUFFER_TOO_SMALL;
    }
    set_length(attributes, index, from.value.size());
    if (asked.pValue != nullptr && !from.value.empty()) {
        std::memcpy(asked.pValue, from.value.data(), from.value.size());
    }
    return CKR_OK;
}

} // namespace

std::optional<Template> Template::from(const CK_ATTRIBUTE* attributes, CK_ULONG count)
{
    if ((attributes == nullptr && count > 0) || count > max_template_size) {
        return std::nullopt;
    }
    return Template{attributes, count};
}

bool Template::names(CK_ATTRIBUTE_TYPE type) const
{
    for (CK_ULONG i = 0; i < count_; ++i) {
        if (load_at(attributes_, i).type == type) {
            return true;
        }
    }
    return false;
}

bool Template::may_match(const ObjectSpec& spec, const AttributeSource& source) const
{
    if (spec.must_be_named() && !names(CKA_ID) && !names(CKA_LABEL)) {
        return false;
    }
    if (spec.class_must_be_named() && !names(CKA_CLASS)) {
        return false;
    }
    const Object without_file{.spec = &spec, .certificate = nullptr, .key = nullptr};
    for (CK_ULONG i = 0; i < count_; ++i) {
        const auto wanted = load_at(attributes_, i);
        const bool is_known = std::find(known_at_once.begin(), known_at_once.end(), wanted.type) !=
                              known_at_once.end();
        if (is_known && !is_equal(wanted, attribute_of(without_file, wanted.type, source))) {
            return false;
        }
    }
    return true;
}

bool Template::matches(const Object& object, const AttributeSource& source) const
{
    for (CK_ULONG i = 0; i < count_; ++i) {
        const auto wanted = load_at(attributes_, i);
        if (!is_equal(wanted, attribute_of(object, wanted.type, source))) {
            return false;
        }
    }
    return true;
}

CK_RV fill_attributes(const Object& object,
                      CK_ATTRIBUTE* attributes,
                      CK_ULONG count,
                      const AttributeSource& source)
{
    CK_RV result = CKR_OK;
    for (CK_ULONG i = 0; i < count; ++i) {
        const auto type = load_at(attributes, i).type;
        const CK_RV rv = fill(attribute_of(object, type, source), attributes, i);
        if (rv != CKR_OK) {
            result = rv;
        }
    }
    return result;
}

} // namespace openbeid::pkcs11
