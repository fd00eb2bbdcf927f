// SPDX-License-Identifier: Apache-2.0
#include "named_rv.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace openbeid::test {

namespace {

struct Name {
    CK_RV rv;
    const char* text;
};

#define OPENBEID_NAME(rv)                                                                          \
    Name                                                                                           \
    {                                                                                              \
        rv, #rv                                                                                    \
    }
constexpr std::array names{OPENBEID_NAME(CKR_OK),
                           OPENBEID_NAME(CKR_CANCEL),
                           OPENBEID_NAME(CKR_HOST_MEMORY),
                           OPENBEID_NAME(CKR_SLOT_ID_INVALID),
                           OPENBEID_NAME(CKR_GENERAL_ERROR),
                           OPENBEID_NAME(CKR_FUNCTION_FAILED),
                           OPENBEID_NAME(CKR_ARGUMENTS_BAD),
                           OPENBEID_NAME(CKR_NO_EVENT),
                           OPENBEID_NAME(CKR_NEED_TO_CREATE_THREADS),
                           OPENBEID_NAME(CKR_CANT_LOCK),
                           OPENBEID_NAME(CKR_ATTRIBUTE_READ_ONLY),
                           OPENBEID_NAME(CKR_ATTRIBUTE_SENSITIVE),
                           OPENBEID_NAME(CKR_ATTRIBUTE_TYPE_INVALID),
                           OPENBEID_NAME(CKR_ATTRIBUTE_VALUE_INVALID),
                           OPENBEID_NAME(CKR_ACTION_PROHIBITED),
                           OPENBEID_NAME(CKR_DATA_INVALID),
                           OPENBEID_NAME(CKR_DATA_LEN_RANGE),
                           OPENBEID_NAME(CKR_DEVICE_ERROR),
                           OPENBEID_NAME(CKR_DEVICE_MEMORY),
                           OPENBEID_NAME(CKR_DEVICE_REMOVED),
                           OPENBEID_NAME(CKR_ENCRYPTED_DATA_INVALID),
                           OPENBEID_NAME(CKR_ENCRYPTED_DATA_LEN_RANGE),
                           OPENBEID_NAME(CKR_FUNCTION_CANCELED),
                           OPENBEID_NAME(CKR_FUNCTION_NOT_PARALLEL),
                           OPENBEID_NAME(CKR_FUNCTION_NOT_SUPPORTED),
                           OPENBEID_NAME(CKR_KEY_HANDLE_INVALID),
                           OPENBEID_NAME(CKR_KEY_SIZE_RANGE),
                           OPENBEID_NAME(CKR_KEY_TYPE_INCONSISTENT),
                           OPENBEID_NAME(CKR_KEY_NOT_NEEDED),
                           OPENBEID_NAME(CKR_KEY_CHANGED),
                           OPENBEID_NAME(CKR_KEY_NEEDED),
                           OPENBEID_NAME(CKR_KEY_INDIGESTIBLE),
                           OPENBEID_NAME(CKR_KEY_FUNCTION_NOT_PERMITTED),
                           OPENBEID_NAME(CKR_KEY_NOT_WRAPPABLE),
                           OPENBEID_NAME(CKR_KEY_UNEXTRACTABLE),
                           OPENBEID_NAME(CKR_MECHANISM_INVALID),
                           OPENBEID_NAME(CKR_MECHANISM_PARAM_INVALID),
                           OPENBEID_NAME(CKR_OBJECT_HANDLE_INVALID),
                           OPENBEID_NAME(CKR_OPERATION_ACTIVE),
                           OPENBEID_NAME(CKR_OPERATION_NOT_INITIALIZED),
                           OPENBEID_NAME(CKR_PIN_INCORRECT),
                           OPENBEID_NAME(CKR_PIN_INVALID),
                           OPENBEID_NAME(CKR_PIN_LEN_RANGE),
                           OPENBEID_NAME(CKR_PIN_EXPIRED),
                           OPENBEID_NAME(CKR_PIN_LOCKED),
                           OPENBEID_NAME(CKR_SESSION_CLOSED),
                           OPENBEID_NAME(CKR_SESSION_COUNT),
                           OPENBEID_NAME(CKR_SESSION_HANDLE_INVALID),
                           OPENBEID_NAME(CKR_SESSION_PARALLEL_NOT_SUPPORTED),
                           OPENBEID_NAME(CKR_SESSION_READ_ONLY),
                           OPENBEID_NAME(CKR_SESSION_EXISTS),
                           OPENBEID_NAME(CKR_SESSION_READ_ONLY_EXISTS),
                           OPENBEID_NAME(CKR_SESSION_READ_WRITE_SO_EXISTS),
                           OPENBEID_NAME(CKR_SIGNATURE_INVALID),
                           OPENBEID_NAME(CKR_SIGNATURE_LEN_RANGE),
                           OPENBEID_NAME(CKR_TEMPLATE_INCOMPLETE),
                           OPENBEID_NAME(CKR_TEMPLATE_INCONSISTENT),
                           OPENBEID_NAME(CKR_TOKEN_NOT_PRESENT),
                           OPENBEID_NAME(CKR_TOKEN_NOT_RECOGNIZED),
                           OPENBEID_NAME(CKR_TOKEN_WRITE_PROTECTED),
                           OPENBEID_NAME(CKR_UNWRAPPING_KEY_SIZE_RANGE),
                           OPENBEID_NAME(CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT),
                           OPENBEID_NAME(CKR_USER_ALREADY_LOGGED_IN),
                           OPENBEID_NAME(CKR_USER_NOT_LOGGED_IN),
                           OPENBEID_NAME(CKR_USER_PIN_NOT_INITIALIZED),
                           OPENBEID_NAME(CKR_USER_TYPE_INVALID),
                           OPENBEID_NAME(CKR_USER_ANOTHER_ALREADY_LOGGED_IN),
                           OPENBEID_NAME(CKR_USER_TOO_MANY_TYPES),
                           OPENBEID_NAME(CKR_WRAPPED_KEY_INVALID),
                           OPENBEID_NAME(CKR_WRAPPED_KEY_LEN_RANGE),
                           OPENBEID_NAME(CKR_WRAPPING_KEY_HANDLE_INVALID),
                           OPENBEID_NAME(CKR_WRAPPING_KEY_SIZE_RANGE),
                           OPENBEID_NAME(CKR_WRAPPING_KEY_TYPE_INCONSISTENT),
                           OPENBEID_NAME(CKR_RANDOM_SEED_NOT_SUPPORTED),
                           OPENBEID_NAME(CKR_RANDOM_NO_RNG),
                           OPENBEID_NAME(CKR_DOMAIN_PARAMS_INVALID),
                           OPENBEID_NAME(CKR_CURVE_NOT_SUPPORTED),
                           OPENBEID_NAME(CKR_BUFFER_TOO_SMALL),
                           OPENBEID_NAME(CKR_SAVED_STATE_INVALID),
                           OPENBEID_NAME(CKR_INFORMATION_SENSITIVE),
                           OPENBEID_NAME(CKR_STATE_UNSAVEABLE),
                           OPENBEID_NAME(CKR_CRYPTOKI_NOT_INITIALIZED),
                           OPENBEID_NAME(CKR_CRYPTOKI_ALREADY_INITIALIZED),
                           OPENBEID_NAME(CKR_MUTEX_BAD),
                           OPENBEID_NAME(CKR_MUTEX_NOT_LOCKED),
                           OPENBEID_NAME(CKR_NEW_PIN_MODE),
                           OPENBEID_NAME(CKR_NEXT_OTP),
                           OPENBEID_NAME(CKR_EXCEEDED_MAX_ITERATIONS),
                           OPENBEID_NAME(CKR_FIPS_SELF_TEST_FAILED),
                           OPENBEID_NAME(CKR_LIBRARY_LOAD_FAILED),
                           OPENBEID_NAME(CKR_PIN_TOO_WEAK),
                           OPENBEID_NAME(CKR_PUBLIC_KEY_INVALID),
                           OPENBEID_NAME(CKR_FUNCTION_REJECTED)};
#undef OPENBEID_NAME

const Name* find(Rv rv)
{
    const auto* const found = std::find_if(
        names.begin(), names.end(), [&](const Name& name) { return name.rv == rv.value; });
    return found != names.end() ? found : nullptr;
}

} // namespace

std::string to_string(Rv rv)
{
    if (const auto* const name = find(rv)) {
        return name->text;
    }
    std::ostringstream text;
    text << "0x" << std::hex << rv.value;
    return text.str();
}

bool is_defined(Rv rv)
{
    return find(rv) != nullptr;
}

} // namespace openbeid::test
