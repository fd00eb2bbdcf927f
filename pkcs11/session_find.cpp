// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "pkcs11/rv.hpp"
#include "pkcs11/session.hpp"

namespace openbeid::pkcs11 {

Result<std::optional<Object>> Session::object_of(const ObjectSpec& spec)
{
    auto& token = insertion_->token;
    Object object{.spec = &spec, .certificate = nullptr, .key = nullptr};
    if (spec.certificate) {
        OPENBEID_TRY(object.certificate, token.certificate(*spec.certificate));
        if (object.certificate == nullptr) {
            return std::optional<Object>{};
        }
    }
    if (spec.key == token::KeyId::basic) {
        OPENBEID_TRY(object.key, token.basic_key());
    } else if (spec.key && object.certificate->public_key()) {
        object.key = *object.certificate->public_key();
    }
    if (spec.data != nullptr) {
        OPENBEID_TRY(object.data, value_of(*spec.data, token));
    }
    const bool exists =
        (!spec.key || object.key != nullptr) && (spec.data == nullptr || object.data != nullptr);
    return exists ? std::optional{object} : std::nullopt;
}

std::optional<Object> Session::object(CK_OBJECT_HANDLE handle)
{
    const auto* const spec = insertion_->objects.find(handle);
    if (spec == nullptr) {
        return std::nullopt;
    }
    auto found = object_of(*spec);
    return found ? *found : std::nullopt;
}

CK_RV Session::find_init(const Template& wanted)
{
    if (find_) {
        return CKR_OPERATION_ACTIVE;
    }
    FindOperation operation;
    const auto login_period = insertion_->objects.login_period();
    const bool logged_in = insertion_->token.logged_in();
    for (const auto& spec : object_specs()) {
        // A program that does not log in must not be told that this is the way.
        const bool visible = (!spec.is_private() || logged_in || pins_.module_asks()) &&
                             (spec.profile != CKP_AUTHENTICATION_TOKEN || !pins_.module_asks());
        if (!visible || !wanted.may_match(spec, source())) {
            continue;
        }
        const auto found = object_of(spec);
        if (!found) {
            return session_rv(found.error());
        }
        if (*found && wanted.matches(**found, source())) {
            operation.rest.push_back(insertion_->objects.handle_of(spec, login_period));
        }
    }
    find_ = std::move(operation);
    return CKR_OK;
}

CK_RV Session::find(CK_OBJECT_HANDLE* handles, CK_ULONG max, CK_ULONG* count)
{
    if (!find_) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    CK_ULONG given = 0;
    for (; given < max && !find_->rest.empty(); find_->rest.pop_front()) {
        const auto handle = find_->rest.front();
        if (insertion_->objects.find(handle) != nullptr) { // not that of a login which is over
            store_at(handles, given++, handle);
        }
    }
    store(count, given);
    return CKR_OK;
}

CK_RV Session::find_final()
{
    if (!find_) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    find_.reset();
    return CKR_OK;
}

CK_RV Session::get_attributes(CK_OBJECT_HANDLE handle, CK_ATTRIBUTE* attributes, CK_ULONG count)
{
    const auto found = object(handle);
    return found ? fill_attributes(*found, attributes, count, source()) : CKR_OBJECT_HANDLE_INVALID;
}

CK_RV Session::object_size(CK_OBJECT_HANDLE handle, CK_ULONG* size)
{
    const auto found = object(handle);
    if (!found) {
        return CKR_OBJECT_HANDLE_INVALID;
    }
    CK_ULONG bytes = CK_UNAVAILABLE_INFORMATION;
    if (found->spec->object_class == CKO_CERTIFICATE) {
        bytes = found->certificate->der().size();
    } else if (found->data != nullptr) {
        bytes = found->data->size();
    }
    store(size, bytes);
    return CKR_OK;
}

CK_RV Session::prohibit(CK_OBJECT_HANDLE handle)
{
    return object(handle) ? CKR_ACTION_PROHIBITED : CKR_OBJECT_HANDLE_INVALID;
}

} // namespace openbeid::pkcs11
