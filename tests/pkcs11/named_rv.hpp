// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"
#include "support/catch.hpp"

#include <string>

namespace openbeid::test {

/// A CK_RV that a failed comparison prints by name.
struct Rv {
    CK_RV value{CKR_GENERAL_ERROR};

    friend bool operator==(const Rv&, const Rv&) = default;
};

/// "CKR_PIN_LOCKED"; a code that no function of ours may answer is hexadecimal.
[[nodiscard]] std::string to_string(Rv rv);

/// One of the codes that PKCS#11 3.0 defines.
[[nodiscard]] bool is_defined(Rv rv);

} // namespace openbeid::test

template <>
struct Catch::StringMaker<openbeid::test::Rv> {
    static std::string convert(const openbeid::test::Rv& rv)
    {
        return openbeid::test::to_string(rv);
    }
};
