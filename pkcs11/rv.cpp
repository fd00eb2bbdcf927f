// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/rv.hpp"

#include <algorithm>
#include <array>

namespace openbeid::pkcs11 {

CK_RV slot_rv(const Error& error) noexcept
{
    switch (error.code) {
    case Errc::service_unavailable:
    case Errc::no_reader:
    case Errc::no_card: return CKR_TOKEN_NOT_PRESENT;
    case Errc::card_removed: return CKR_DEVICE_REMOVED;
    case Errc::unresponsive_card:
    case Errc::not_recognized: return CKR_TOKEN_NOT_RECOGNIZED;
    case Errc::reader_busy:
    case Errc::card_reset:
    case Errc::io:
    case Errc::not_found:
    case Errc::malformed:
    case Errc::unexpected_status:
    case Errc::signature_invalid: return CKR_DEVICE_ERROR;
    case Errc::not_activated: return CKR_USER_PIN_NOT_INITIALIZED;
    // A PIN that can't be right is PIN_INCORRECT, so that a person is asked again; the length code
    // is what stops programs that would repeat for ever.
    case Errc::pin_incorrect:
    case Errc::pin_malformed: return CKR_PIN_INCORRECT;
    case Errc::pin_rejected_again: return CKR_PIN_LEN_RANGE;
    case Errc::pin_blocked: return CKR_PIN_LOCKED;
    // Nobody can be asked: as if the caller had been told to log in by itself.
    case Errc::prompt_missing:
    case Errc::prompt_no_screen:
    case Errc::prompt_no_pinentry:
    case Errc::not_logged_in: return CKR_USER_NOT_LOGGED_IN;
    case Errc::prompt_failed:
    case Errc::prompt_crashed:
    case Errc::prompt_garbled: return CKR_FUNCTION_FAILED;
    case Errc::prompt_timed_out: // as on the keys of a reader
    case Errc::cancelled: return CKR_FUNCTION_CANCELED;
    case Errc::unsupported: return CKR_MECHANISM_INVALID;
    case Errc::bad_length: return CKR_DATA_LEN_RANGE;
    case Errc::out_of_memory: return CKR_HOST_MEMORY;
    case Errc::crypto_failure: return CKR_GENERAL_ERROR;
    }
    return CKR_GENERAL_ERROR;
}

CK_RV session_rv(const Error& error) noexcept
{
    switch (const CK_RV rv = slot_rv(error)) {
    case CKR_TOKEN_NOT_PRESENT: return CKR_DEVICE_REMOVED;
    // It was recognised when the session was opened: now it only misbehaves.
    case CKR_TOKEN_NOT_RECOGNIZED: return CKR_DEVICE_ERROR;
    default: return rv;
    }
}

CK_RV signature_rv(const Error& error, bool tells_of_pin) noexcept
{
    const bool about_pin = error.code == Errc::pin_incorrect || error.code == Errc::pin_blocked ||
                           error.code == Errc::pin_malformed ||
                           error.code == Errc::pin_rejected_again ||
                           error.code == Errc::not_activated;
    if (about_pin && !tells_of_pin) {
        return CKR_USER_NOT_LOGGED_IN;
    }
    // A mechanism that the card can't do was refused by C_SignInit: now it only misbehaves.
    return error.code == Errc::unsupported ? CKR_DEVICE_ERROR : session_rv(error);
}

const char* name_of(CK_RV rv) noexcept
{
    struct Name {
        CK_RV rv;
        const char* name;
    };
#define OPENBEID_RV(name)                                                                          \
    Name                                                                                           \
    {                                                                                              \
        name, #name                                                                                \
    }
    static constexpr std::array names{OPENBEID_RV(CKR_OK),
                                      OPENBEID_RV(CKR_HOST_MEMORY),
                                      OPENBEID_RV(CKR_SLOT_ID_INVALID),
                                      OPENBEID_RV(CKR_GENERAL_ERROR),
                                      OPENBEID_RV(CKR_FUNCTION_FAILED),
                                      OPENBEID_RV(CKR_ARGUMENTS_BAD),
                                      OPENBEID_RV(CKR_NO_EVENT),
                                      OPENBEID_RV(CKR_CANT_LOCK),
                                      OPENBEID_RV(CKR_ATTRIBUTE_READ_ONLY),
                                      OPENBEID_RV(CKR_ATTRIBUTE_SENSITIVE),
                                      OPENBEID_RV(CKR_ATTRIBUTE_TYPE_INVALID),
                                      OPENBEID_RV(CKR_ACTION_PROHIBITED),
                                      OPENBEID_RV(CKR_DATA_LEN_RANGE),
                                      OPENBEID_RV(CKR_DEVICE_ERROR),
                                      OPENBEID_RV(CKR_DEVICE_REMOVED),
                                      OPENBEID_RV(CKR_FUNCTION_CANCELED),
                                      OPENBEID_RV(CKR_FUNCTION_NOT_PARALLEL),
                                      OPENBEID_RV(CKR_FUNCTION_NOT_SUPPORTED),
                                      OPENBEID_RV(CKR_KEY_HANDLE_INVALID),
                                      OPENBEID_RV(CKR_KEY_TYPE_INCONSISTENT),
                                      OPENBEID_RV(CKR_KEY_FUNCTION_NOT_PERMITTED),
                                      OPENBEID_RV(CKR_MECHANISM_INVALID),
                                      OPENBEID_RV(CKR_MECHANISM_PARAM_INVALID),
                                      OPENBEID_RV(CKR_OBJECT_HANDLE_INVALID),
                                      OPENBEID_RV(CKR_OPERATION_ACTIVE),
                                      OPENBEID_RV(CKR_OPERATION_CANCEL_FAILED),
                                      OPENBEID_RV(CKR_OPERATION_NOT_INITIALIZED),
                                      OPENBEID_RV(CKR_PIN_INCORRECT),
                                      OPENBEID_RV(CKR_PIN_INVALID),
                                      OPENBEID_RV(CKR_PIN_LEN_RANGE),
                                      OPENBEID_RV(CKR_PIN_LOCKED),
                                      OPENBEID_RV(CKR_SESSION_CLOSED),
                                      OPENBEID_RV(CKR_SESSION_HANDLE_INVALID),
                                      OPENBEID_RV(CKR_SESSION_PARALLEL_NOT_SUPPORTED),
                                      OPENBEID_RV(CKR_SESSION_READ_ONLY),
                                      OPENBEID_RV(CKR_SESSION_READ_ONLY_EXISTS),
                                      OPENBEID_RV(CKR_TOKEN_NOT_PRESENT),
                                      OPENBEID_RV(CKR_TOKEN_NOT_RECOGNIZED),
                                      OPENBEID_RV(CKR_USER_ALREADY_LOGGED_IN),
                                      OPENBEID_RV(CKR_USER_NOT_LOGGED_IN),
                                      OPENBEID_RV(CKR_USER_PIN_NOT_INITIALIZED),
                                      OPENBEID_RV(CKR_USER_TYPE_INVALID),
                                      OPENBEID_RV(CKR_RANDOM_NO_RNG),
                                      OPENBEID_RV(CKR_BUFFER_TOO_SMALL),
                                      OPENBEID_RV(CKR_CRYPTOKI_NOT_INITIALIZED),
                                      OPENBEID_RV(CKR_CRYPTOKI_ALREADY_INITIALIZED)};
#undef OPENBEID_RV
    const auto* const found =
        std::find_if(names.begin(), names.end(), [rv](const Name& name) { return name.rv == rv; });
    return found != names.end() ? found->name : "another code";
}

} // namespace openbeid::pkcs11
