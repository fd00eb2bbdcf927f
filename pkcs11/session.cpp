// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/session.hpp"

namespace openbeid::pkcs11 {

CK_SESSION_INFO Session::info() const noexcept
{
    const bool logged_in = insertion_->token.logged_in();
    CK_STATE state = CKS_RO_PUBLIC_SESSION;
    if (is_read_write()) {
        state = logged_in ? CKS_RW_USER_FUNCTIONS : CKS_RW_PUBLIC_SESSION;
    } else if (logged_in) {
        state = CKS_RO_USER_FUNCTIONS;
    }
    return {.slotID = slot_, .state = state, .flags = flags_, .ulDeviceError = 0};
}

bool Session::is_active(OperationKind kind) const
{
    switch (kind) {
    case OperationKind::none: return false;
    case OperationKind::find: return find_.has_value();
    case OperationKind::digest: return digest_.has_value();
    case OperationKind::sign: return sign_.has_value();
    }
    return false;
}

void Session::end(OperationKind kind)
{
    switch (kind) {
    case OperationKind::none: return;
    case OperationKind::find: find_.reset(); return;
    case OperationKind::digest: digest_.reset(); return;
    case OperationKind::sign: sign_.reset(); return;
    }
}

void Session::end_all()
{
    find_.reset();
    digest_.reset();
    sign_.reset();
}

void Session::end_operation_of_old_login()
{
    if (sign_ && sign_->login_period &&
        *sign_->login_period != insertion_->objects.login_period()) {
        sign_.reset();
    }
}

void Session::begin_closing()
{
    closing_ = true;
    question_.end();
}

CK_RV Session::dead_rv(OperationKind used)
{
    if (removal_told_ || !is_active(used)) {
        return CKR_SESSION_HANDLE_INVALID;
    }
    note_removal_told();
    return CKR_DEVICE_REMOVED;
}

void Session::note_removal_told()
{
    removal_told_ = true;
    end_all();
}

} // namespace openbeid::pkcs11
