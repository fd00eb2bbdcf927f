// SPDX-License-Identifier: Apache-2.0
// Part of the suite buffers: C_GetAttributeValue, whose rules for short buffers are its own.
#include "suites/parts.hpp"

#include <algorithm>
#include <array>

namespace openbeid::conformance {

namespace {

constexpr const char* attribute_buffer_clause = "3.1 5.7 C_GetAttributeValue";
constexpr CK_ULONG unavailable = ~CK_ULONG{0};
constexpr std::array asked{CKA_CLASS,
                           CKA_LABEL,
                           CKA_ID,
                           CKA_VALUE,
                           CKA_SUBJECT,
                           CKA_MODULUS,
                           CKA_EC_POINT,
                           CKA_PROFILE_ID};

std::string length_text(CK_RV code, CK_ULONG length)
{
    return code_name(code) + ", " +
           (length == unavailable ? "CK_UNAVAILABLE_INFORMATION" : std::to_string(length));
}

CK_RV get(const Fixture& fixture, CK_OBJECT_HANDLE object, CK_ATTRIBUTE& query)
{
    return fixture.f->C_GetAttributeValue(fixture.session, object, &query, 1);
}

void check_one(const Fixture& fixture,
               CK_OBJECT_HANDLE object,
               CK_ATTRIBUTE_TYPE type,
               const std::string& name)
{
    auto& report = fixture.env.report;
    CK_ATTRIBUTE query{type, nullptr, 0};
    if (get(fixture, object, query) != CKR_OK || query.ulValueLen == 0 ||
        query.ulValueLen > 65536) {
        return;
    }
    const CK_ULONG length = query.ulValueLen;
    Bytes buffer(length + 64, canary);
    query = {type, buffer.data(), length};
    CK_RV code = get(fixture, object, query);
    const bool clean = std::all_of(buffer.begin() + static_cast<std::ptrdiff_t>(length),
                                   buffer.end(),
                                   [](CK_BYTE b) { return b == canary; });
    report.that("attribute-exact",
                code == CKR_OK && query.ulValueLen == length && clean,
                "CKR_OK, " + std::to_string(length),
                length_text(code, query.ulValueLen) + (clean ? "" : ", bytes overwritten"),
                name);
    query = {type, buffer.data(), length + 64};
    code = get(fixture, object, query);
    report.that("attribute-longer",
                code == CKR_OK && query.ulValueLen == length,
                "CKR_OK, " + std::to_string(length),
                length_text(code, query.ulValueLen),
                name);
    query = {type, buffer.data(), length - 1};
    code = get(fixture, object, query);
    report.that("attribute-short",
                code == CKR_BUFFER_TOO_SMALL && query.ulValueLen == unavailable,
                "CKR_BUFFER_TOO_SMALL, CK_UNAVAILABLE_INFORMATION",
                length_text(code, query.ulValueLen),
                name);
}

/// One attribute that fails between two that must be answered all the same.
void check_mixed(const Fixture& fixture,
                 CK_OBJECT_HANDLE object,
                 CK_ATTRIBUTE bad,
                 const Codes& codes,
                 const std::string& name)
{
    CK_OBJECT_CLASS first = 0;
    CK_BBOOL last = 0xA5;
    std::array<CK_ATTRIBUTE, 3> query{{
        {CKA_CLASS, &first, sizeof(first)},
        bad,
        {CKA_TOKEN, &last, sizeof(last)},
    }};
    const CK_RV code =
        fixture.f->C_GetAttributeValue(fixture.session, object, query.data(), query.size());
    fixture.env.report.code("mixed-code", codes, code, name);
    fixture.env.report.that("mixed-length",
                            query[1].ulValueLen == unavailable,
                            "CK_UNAVAILABLE_INFORMATION",
                            std::to_string(query[1].ulValueLen),
                            name);
    fixture.env.report.that("mixed-others",
                            query[0].ulValueLen == sizeof(first) && query[2].ulValueLen == 1 &&
                                last == CK_TRUE && first != 0,
                            "the attributes beside it are answered",
                            "they are not",
                            name);
}

void check_mixed_all(const Fixture& fixture,
                     CK_OBJECT_HANDLE object,
                     CK_OBJECT_CLASS object_class,
                     const std::string& name)
{
    std::array<CK_BYTE, 512> room{};
    check_mixed(fixture,
                object,
                {0xCE534352, room.data(), room.size()},
                {{CKR_ATTRIBUTE_TYPE_INVALID}},
                name + ", unknown attribute");
    check_mixed(fixture,
                object,
                {0xCE534352, nullptr, 0},
                {{CKR_ATTRIBUTE_TYPE_INVALID}},
                name + ", unknown attribute, NULL");
    check_mixed(fixture,
                object,
                {CKA_CLASS, room.data(), 3},
                {{CKR_BUFFER_TOO_SMALL}},
                name + ", short buffer");
    if (object_class == CKO_PRIVATE_KEY) {
        const auto type = attribute_number(fixture.f, fixture.session, object, CKA_KEY_TYPE);
        check_mixed(fixture,
                    object,
                    {type == CKK_EC ? CKA_VALUE : CKA_PRIVATE_EXPONENT, room.data(), room.size()},
                    {{CKR_ATTRIBUTE_SENSITIVE}},
                    name + ", secret");
    }
}

} // namespace

std::vector<CheckInfo> attribute_buffer_checks()
{
    return {
        {"attribute-exact",
         attribute_buffer_clause,
         "exact buffer: CKR_OK, nothing behind it written"},
        {"attribute-longer", attribute_buffer_clause, "longer buffer: CKR_OK and the exact length"},
        {"attribute-short",
         attribute_buffer_clause,
         "short buffer: the length is CK_UNAVAILABLE_INFORMATION"},
        {"mixed-code", attribute_buffer_clause, "one attribute that fails: its code"},
        {"mixed-length", attribute_buffer_clause, "its length is CK_UNAVAILABLE_INFORMATION"},
        {"mixed-others", attribute_buffer_clause, "every other attribute is answered"},
    };
}

void run_attribute_buffers(const Fixture& fixture)
{
    struct Class {
        CK_OBJECT_CLASS value;
        const char* name;
    };
    for (const auto& object_class : {Class{CKO_CERTIFICATE, "certificate"},
                                     Class{CKO_PUBLIC_KEY, "public key"},
                                     Class{CKO_PRIVATE_KEY, "private key"},
                                     Class{CKO_PROFILE, "profile"}}) {
        const auto object = fixture.first(object_class.value);
        if (object == CK_INVALID_HANDLE) {
            continue;
        }
        for (const auto type : asked) {
            check_one(fixture,
                      object,
                      type,
                      std::string{object_class.name} + ", " + attribute_name(type));
        }
        check_mixed_all(fixture, object, object_class.value, object_class.name);
    }
}

} // namespace openbeid::conformance
