// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/result.hpp>

#define OPENBEID_JOIN_(a, b) a##b
#define OPENBEID_JOIN(a, b) OPENBEID_JOIN_(a, b)

#define OPENBEID_TRY_(result, declaration, expression)                                             \
    auto result = (expression);                                                                    \
    if (!result.has_value()) {                                                                     \
        return result.error();                                                                     \
    }                                                                                              \
    declaration = *std::move(result)

/// OPENBEID_TRY(const auto x, f()): x is the value of f(), or its error is returned.
#define OPENBEID_TRY(declaration, expression)                                                      \
    OPENBEID_TRY_(OPENBEID_JOIN(result_, __LINE__), declaration, expression)

/// OPENBEID_CHECK(f()): goes on if f() succeeded, or returns its error.
#define OPENBEID_CHECK(expression)                                                                 \
    if (auto OPENBEID_JOIN(result_, __LINE__) = (expression);                                      \
        !OPENBEID_JOIN(result_, __LINE__).has_value()) {                                           \
        return OPENBEID_JOIN(result_, __LINE__).error();                                           \
    }                                                                                              \
    static_assert(true)
