// SPDX-License-Identifier: Apache-2.0
// What each attribute of each object must be: the table of the suite attributes.
#pragma once

#include "environment.hpp"

namespace openbeid::conformance {

constexpr CK_OBJECT_CLASS every_class = ~CK_OBJECT_CLASS{0};
/// Added to the class of a rule that holds for keys of one type.
constexpr CK_OBJECT_CLASS rsa_keys = CK_OBJECT_CLASS{1} << 40U;
constexpr CK_OBJECT_CLASS ec_keys = CK_OBJECT_CLASS{1} << 41U;

/// What one rule compares with: the object's own certificate and key where it has them.
struct Subject {
    const CertificateFacts* certificate{nullptr};
    const KeyObject* key{nullptr};
};

using Expected = std::optional<Bytes> (*)(const Subject& subject);

/// `firm`: the standard leaves no choice, another value is a failure for every module.
struct Rule {
    CK_OBJECT_CLASS object_class;
    CK_ATTRIBUTE_TYPE type;
    bool firm;
    const char* what;
    /// Nothing: any value will do. An empty `expected` pointer: it must be refused or absent.
    Expected expected;
};

[[nodiscard]] const std::vector<Rule>& common_attribute_rules();
[[nodiscard]] const std::vector<Rule>& key_attribute_rules();

} // namespace openbeid::conformance
