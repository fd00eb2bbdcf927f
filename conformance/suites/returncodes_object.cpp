// SPDX-License-Identifier: Apache-2.0
// Searches and attributes.
#include "suites/returncodes.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

constexpr const char* clause_find = "3.1 5.7 C_FindObjects";
constexpr const char* clause_get = "3.1 5.7 C_GetAttributeValue";
constexpr const char* clause_set = "3.1 5.7 C_SetAttributeValue";
constexpr const char* clause_object = "3.1 5.7";
constexpr CK_OBJECT_HANDLE unknown_object = 0x7FFFFFF3;
constexpr CK_ATTRIBUTE_TYPE vendor_attribute = 0xCE534352;

Answer init(Fixture& fixture, Template what = {})
{
    return fixture.f->C_FindObjectsInit(fixture.session, what.data(), what.size());
}

Answer find_some(Fixture& fixture, CK_ULONG most = 8)
{
    std::array<CK_OBJECT_HANDLE, 8> objects{};
    CK_ULONG count = 0;
    return fixture.f->C_FindObjects(fixture.session, objects.data(), most, &count);
}

Answer init_twice(Fixture& fixture)
{
    static_cast<void>(init(fixture));
    return init(fixture);
}

Answer init_during_digest(Fixture& fixture)
{
    CK_MECHANISM mechanism{CKM_SHA256, nullptr, 0};
    return fixture.f->C_DigestInit(fixture.session, &mechanism) == CKR_OK ? init(fixture)
                                                                          : Answer{};
}

Answer init_during_sign(Fixture& fixture)
{
    return fixture.sign_init() == CKR_OK ? init(fixture) : Answer{};
}

Answer find_null_keeps(Fixture& fixture)
{
    static_cast<void>(init(fixture));
    CK_ULONG count = 0;
    static_cast<void>(fixture.f->C_FindObjects(fixture.session, nullptr, 1, &count));
    return find_some(fixture);
}

Answer find_exhausted(Fixture& fixture)
{
    static_cast<void>(init(fixture, Template{}.number(CKA_CLASS, CKO_OTP_KEY)));
    static_cast<void>(find_some(fixture));
    return find_some(fixture);
}

Answer final_twice(Fixture& fixture)
{
    static_cast<void>(init(fixture));
    fixture.f->C_FindObjectsFinal(fixture.session);
    return fixture.f->C_FindObjectsFinal(fixture.session);
}

Answer short_class(Fixture& fixture)
{
    return init(fixture, Template{}.bytes(CKA_CLASS, {1, 0, 0, 0}));
}

Answer get(Fixture& fixture, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, CK_ULONG size = 512)
{
    std::array<CK_BYTE, 512> value{};
    CK_ATTRIBUTE query{type, value.data(), size};
    return fixture.f->C_GetAttributeValue(fixture.session, object, &query, 1);
}

Answer get_from(Fixture& fixture,
                CK_OBJECT_CLASS object_class,
                CK_ATTRIBUTE_TYPE type,
                CK_ULONG size = 512)
{
    const auto object = fixture.first(object_class);
    return object == CK_INVALID_HANDLE ? Answer{} : get(fixture, object, type, size);
}

Answer get_after_logout(Fixture& fixture)
{
    const auto object = fixture.first(CKO_PRIVATE_KEY);
    if (object == CK_INVALID_HANDLE) {
        return std::nullopt;
    }
    fixture.f->C_Logout(fixture.session);
    return get(fixture, object, CKA_CLASS);
}

Answer get_secret(Fixture& fixture)
{
    const auto object = fixture.first(CKO_PRIVATE_KEY);
    if (object == CK_INVALID_HANDLE) {
        return std::nullopt;
    }
    const auto type = attribute_number(fixture.f, fixture.session, object, CKA_KEY_TYPE);
    return get(fixture, object, type == CKK_EC ? CKA_VALUE : CKA_PRIVATE_EXPONENT);
}

Answer get_nothing(Fixture& fixture)
{
    const auto object = fixture.first(CKO_CERTIFICATE);
    CK_ATTRIBUTE query{CKA_CLASS, nullptr, 0};
    return object == CK_INVALID_HANDLE
               ? Answer{}
               : fixture.f->C_GetAttributeValue(fixture.session, object, &query, 0);
}

/// Sets an attribute to the value that it has: a module that allows it changes nothing.
Answer set_same(Fixture& fixture, CK_ATTRIBUTE_TYPE type)
{
    const auto object = fixture.first(CKO_CERTIFICATE);
    auto value = attribute(fixture.f, fixture.session, object, type);
    if (object == CK_INVALID_HANDLE || !value) {
        return std::nullopt;
    }
    CK_ATTRIBUTE change{type, value->data(), value->size()};
    return fixture.f->C_SetAttributeValue(fixture.session, object, &change, 1);
}

/// Only an object that says it can't be destroyed.
Answer destroy(Fixture& fixture)
{
    const auto object = fixture.first(CKO_CERTIFICATE);
    const auto can = attribute_boolean(fixture.f, fixture.session, object, CKA_DESTROYABLE);
    return can == false ? Answer{fixture.f->C_DestroyObject(fixture.session, object)} : Answer{};
}

Answer copy(Fixture& fixture)
{
    const auto object = fixture.first(CKO_CERTIFICATE);
    const auto can = attribute_boolean(fixture.f, fixture.session, object, CKA_COPYABLE);
    CK_OBJECT_HANDLE made = 0;
    return can == false
               ? Answer{fixture.f->C_CopyObject(fixture.session, object, nullptr, 0, &made)}
               : Answer{};
}

Answer size(Fixture& fixture, CK_OBJECT_HANDLE object)
{
    CK_ULONG bytes = 0;
    return fixture.f->C_GetObjectSize(fixture.session, object, &bytes);
}

const Codes& set_codes()
{
    static const Codes codes{{CKR_ACTION_PROHIBITED, CKR_SESSION_READ_ONLY},
                             {CKR_ATTRIBUTE_READ_ONLY,
                              CKR_TOKEN_WRITE_PROTECTED,
                              CKR_USER_NOT_LOGGED_IN,
                              CKR_FUNCTION_NOT_SUPPORTED}};
    return codes;
}

const std::array<Row, 29>& object_table()
{
    static const std::array<Row, 29> table{{
        {"C_FindObjectsInit.empty",
         clause_find,
         State::ro,
         {{CKR_OK}},
         [](Fixture& x) { return init(x); }},
        {"C_FindObjectsInit.active", clause_find, State::ro, {{CKR_OPERATION_ACTIVE}}, init_twice},
        {"C_FindObjectsInit.during-digest",
         clause_find,
         State::ro,
         {{CKR_OK}, {CKR_OPERATION_ACTIVE}},
         init_during_digest},
        {"C_FindObjectsInit.during-sign",
         clause_find,
         State::ro_user,
         {{CKR_OK}, {CKR_OPERATION_ACTIVE}},
         init_during_sign},
        {"C_FindObjectsInit.unknown-attribute",
         clause_find,
         State::ro,
         {{CKR_OK}, {CKR_ATTRIBUTE_TYPE_INVALID}},
         [](Fixture& x) { return init(x, Template{}.text(vendor_attribute, "x")); }},
        {"C_FindObjectsInit.unknown-class",
         clause_find,
         State::ro,
         {{CKR_OK}, {CKR_ATTRIBUTE_VALUE_INVALID}},
         [](Fixture& x) { return init(x, Template{}.number(CKA_CLASS, 0xCE534353)); }},
        {"C_FindObjectsInit.short-value",
         clause_find,
         State::ro,
         {{CKR_OK}, {CKR_ATTRIBUTE_VALUE_INVALID}},
         short_class},
        {"C_FindObjects.no-search",
         clause_find,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) { return find_some(x); }},
        {"C_FindObjects.null-keeps", clause_find, State::ro, {{CKR_OK}}, find_null_keeps},
        {"C_FindObjects.exhausted", clause_find, State::ro, {{CKR_OK}}, find_exhausted},
        {"C_FindObjects.after-final",
         clause_find,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) {
             static_cast<void>(final_twice(x));
             return find_some(x);
         }},
        {"C_FindObjectsFinal.no-search",
         clause_find,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer { return x.f->C_FindObjectsFinal(x.session); }},
        {"C_FindObjectsFinal.twice",
         clause_find,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         final_twice},
        {"C_GetAttributeValue.object-0",
         clause_get,
         State::ro,
         {{CKR_OBJECT_HANDLE_INVALID}},
         [](Fixture& x) { return get(x, 0, CKA_CLASS); }},
        {"C_GetAttributeValue.object-unknown",
         clause_get,
         State::ro,
         {{CKR_OBJECT_HANDLE_INVALID}},
         [](Fixture& x) { return get(x, unknown_object, CKA_CLASS); }},
        {"C_GetAttributeValue.after-logout",
         clause_get,
         State::ro_user,
         {{CKR_OBJECT_HANDLE_INVALID}},
         get_after_logout},
        {"C_GetAttributeValue.count-0",
         clause_get,
         State::ro,
         {{CKR_ARGUMENTS_BAD}, {CKR_OK}},
         get_nothing},
        {"C_GetAttributeValue.secret",
         clause_get,
         State::ro_user,
         {{CKR_ATTRIBUTE_SENSITIVE}},
         get_secret},
        {"C_GetAttributeValue.not-in-object",
         clause_get,
         State::ro,
         {{CKR_ATTRIBUTE_TYPE_INVALID}},
         [](Fixture& x) { return get_from(x, CKO_CERTIFICATE, CKA_MODULUS); }},
        {"C_GetAttributeValue.vendor",
         clause_get,
         State::ro,
         {{CKR_ATTRIBUTE_TYPE_INVALID}},
         [](Fixture& x) { return get_from(x, CKO_CERTIFICATE, vendor_attribute); }},
        {"C_GetAttributeValue.short",
         clause_get,
         State::ro,
         {{CKR_BUFFER_TOO_SMALL}},
         [](Fixture& x) { return get_from(x, CKO_CERTIFICATE, CKA_CLASS, 4); }},
        {"C_SetAttributeValue.read-only-session",
         clause_set,
         State::ro,
         set_codes(),
         [](Fixture& x) { return set_same(x, CKA_LABEL); }},
        {"C_SetAttributeValue.not-modifiable",
         clause_set,
         State::rw,
         {{CKR_ACTION_PROHIBITED},
          {CKR_ATTRIBUTE_READ_ONLY,
           CKR_USER_NOT_LOGGED_IN,
           CKR_TOKEN_WRITE_PROTECTED,
           CKR_FUNCTION_NOT_SUPPORTED,
           CKR_OK}},
         [](Fixture& x) { return set_same(x, CKA_LABEL); }},
        {"C_SetAttributeValue.unique-id",
         clause_set,
         State::rw,
         {{CKR_ATTRIBUTE_READ_ONLY}, {CKR_ACTION_PROHIBITED, CKR_FUNCTION_NOT_SUPPORTED}},
         [](Fixture& x) { return set_same(x, CKA_UNIQUE_ID); }},
        {"C_DestroyObject.not-destroyable",
         clause_object,
         State::rw,
         {{CKR_ACTION_PROHIBITED},
          {CKR_FUNCTION_NOT_SUPPORTED, CKR_TOKEN_WRITE_PROTECTED, CKR_USER_NOT_LOGGED_IN}},
         destroy},
        {"C_DestroyObject.object-unknown",
         clause_object,
         State::rw,
         {{CKR_OBJECT_HANDLE_INVALID}, {CKR_FUNCTION_NOT_SUPPORTED}},
         [](Fixture& x) -> Answer { return x.f->C_DestroyObject(x.session, unknown_object); }},
        {"C_CopyObject.not-copyable",
         clause_object,
         State::ro,
         {{CKR_FUNCTION_NOT_SUPPORTED, CKR_ACTION_PROHIBITED}, {CKR_SESSION_READ_ONLY}},
         copy},
        {"C_GetObjectSize.certificate",
         clause_object,
         State::ro,
         {{CKR_OK}, {CKR_FUNCTION_NOT_SUPPORTED, CKR_INFORMATION_SENSITIVE}},
         [](Fixture& x) { return size(x, x.first(CKO_CERTIFICATE)); }},
        {"C_GetObjectSize.object-unknown",
         clause_object,
         State::ro,
         {{CKR_OBJECT_HANDLE_INVALID}, {CKR_FUNCTION_NOT_SUPPORTED}},
         [](Fixture& x) { return size(x, unknown_object); }},
    }};
    return table;
}

} // namespace

std::span<const Row> object_rows()
{
    return object_table();
}

} // namespace openbeid::conformance
