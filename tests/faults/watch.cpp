// SPDX-License-Identifier: Apache-2.0
#include "watch.hpp"

#include "clock.hpp"
#include "functions.hpp"
#include "guards.hpp"
#include "loaded_module.hpp"
#include "memory.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace openbeid::test {

namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t ins_change = 0x24;
/// More than any call needs of either, by far: a whole enumeration takes some 100 calls; the module
/// waits 5 s for other programs (lock_timeout), at most three times in a call, before a transaction
/// and again after a reset.
constexpr unsigned most_calls = 2000;
constexpr auto longest_time = 15s;

struct Codes {
    std::string_view function;
    std::initializer_list<CK_RV> codes; ///< beside those that every function has
};

constexpr CK_RV device = CKR_DEVICE_ERROR;
constexpr CK_RV removed = CKR_DEVICE_REMOVED;
constexpr CK_RV dead = CKR_SESSION_HANDLE_INVALID;
constexpr CK_RV logged_out = CKR_USER_NOT_LOGGED_IN;

/// What a program may get that makes no mistake, but for CKR_OK.
const std::initializer_list<Codes> right_codes = {
    {"C_Initialize", {CKR_CRYPTOKI_ALREADY_INITIALIZED}},
    {"C_Finalize", {}},
    {"C_GetSlotList", {CKR_BUFFER_TOO_SMALL}},
    {"C_GetSlotInfo", {CKR_SLOT_ID_INVALID}},
    {"C_GetTokenInfo",
     {CKR_SLOT_ID_INVALID, CKR_TOKEN_NOT_PRESENT, CKR_TOKEN_NOT_RECOGNIZED, device, removed}},
    {"C_GetMechanismList",
     {CKR_SLOT_ID_INVALID, CKR_TOKEN_NOT_PRESENT, CKR_TOKEN_NOT_RECOGNIZED, device, removed}},
    {"C_OpenSession",
     {CKR_SLOT_ID_INVALID, CKR_TOKEN_NOT_PRESENT, CKR_TOKEN_NOT_RECOGNIZED, device, removed}},
    {"C_WaitForSlotEvent", {device}},
    {"C_CloseAllSessions", {CKR_SLOT_ID_INVALID}},
    {"C_CloseSession", {dead}},
    {"C_GetSessionInfo", {dead}},
    {"C_Login",
     {device,
      removed,
      dead,
      CKR_PIN_INCORRECT,
      CKR_PIN_LOCKED,
      CKR_USER_PIN_NOT_INITIALIZED,
      CKR_USER_ALREADY_LOGGED_IN,
      CKR_OPERATION_NOT_INITIALIZED,
      logged_out}},
    {"C_Logout", {device, removed, dead, logged_out}},
    {"C_SetPIN",
     {device, removed, dead, CKR_PIN_INCORRECT, CKR_PIN_LOCKED, CKR_USER_PIN_NOT_INITIALIZED}},
    {"C_FindObjectsInit", {device, removed, dead}},
    {"C_FindObjects", {device, removed, dead}},
    {"C_FindObjectsFinal", {device, removed, dead, CKR_OPERATION_NOT_INITIALIZED}},
    {"C_GetAttributeValue",
     {device, removed, dead, CKR_OBJECT_HANDLE_INVALID, CKR_ATTRIBUTE_TYPE_INVALID}},
    {"C_SignInit", {device, removed, dead, logged_out, CKR_KEY_HANDLE_INVALID}},
    {"C_Sign", {device, removed, dead, logged_out, CKR_OPERATION_NOT_INITIALIZED}},
};

bool is_right(std::string_view function, CK_RV rv, const std::vector<CK_RV>& also_right)
{
    if (rv == CKR_OK || std::find(also_right.begin(), also_right.end(), rv) != also_right.end()) {
        return true;
    }
    const auto* const row =
        std::find_if(right_codes.begin(), right_codes.end(), [&](const Codes& codes) {
            return codes.function == function;
        });
    return row != right_codes.end() &&
           std::find(row->codes.begin(), row->codes.end(), rv) != row->codes.end();
}

template <auto Member>
const char* name_of_member = ""; // NOLINT: set once

template <typename Function>
struct Watched;
template <typename... Arguments>
struct Watched<CK_RV (*)(Arguments...)> {
    template <auto Member>
    static CK_RV call(Arguments... arguments)
    {
        static const auto function = guarded_list().*Member;
        const std::string_view name{name_of_member<Member>};
        const auto before = Watch::before(name_of_member<Member>);
        ReaderStack::the().begin_run(name == "C_WaitForSlotEvent");
        CK_RV rv = CKR_GENERAL_ERROR;
        {
            const memory::InModule inside;
            rv = function(arguments...);
        }
        Watch::the().after(before, Rv{rv});
        return rv;
    }
};

template <auto Member, typename Function>
void watch(CK_FUNCTION_LIST& list, const char* name, Function /*like*/)
{
    name_of_member<Member> = name;
    list.*Member = &Watched<Function>::template call<Member>;
}

} // namespace

Watch& Watch::the()
{
    static Watch watch;
    return watch;
}

void Watch::begin(Expected expected)
{
    expected_ = std::move(expected);
    first_error_ = Rv{CKR_OK};
    complaints_.clear();
    waiting_pins_.clear();
}

Watch::Before Watch::before(const char* function)
{
    Before sum;
    sum.function = function;
    sum.time = virtual_time();
    for (const auto& card : ReaderStack::the().cards()) {
        const auto counters = card->counters();
        const auto changes = counters.by_ins.find(ins_change);
        sum.verifies += counters.verify_pins;
        sum.changes += changes != counters.by_ins.end() ? changes->second : 0;
        sum.signatures += counters.signatures_82 + counters.signatures_83;
        sum.proofs += counters.internal_authentications;
        sum.wrong_tries += counters.wrong_tries;
    }
    return sum;
}

unsigned Watch::verifies_due(std::string_view function, Rv rv) const
{
    if (function == "C_Login") {
        return rv == Rv{CKR_USER_ALREADY_LOGGED_IN} || rv == Rv{CKR_OPERATION_NOT_INITIALIZED} ? 0
                                                                                               : 1;
    }
    return function == "C_Sign" && pin_is_due_ ? 1 : 0;
}

void Watch::after(const Before& start, Rv rv)
{
    const std::string_view name{start.function};
    const auto note = [&](const std::string& what) {
        complain(std::string{name} + " (" + to_string(rv) + "): " + what);
    };
    const auto calls = ReaderStack::the().longest_run();
    const auto now = before(start.function);
    if (first_error_ == Rv{CKR_OK}) {
        first_error_ = rv;
    }
    if (name == "C_Finalize") {
        waiting_pins_.clear();
        const auto& card = ReaderStack::the().current();
        if (expected_.logs_off && card && card->authentication_right()) {
            note("left the card open");
        }
    }
    if (!is_right(name, rv.value, expected_.also_right)) {
        note("a code that does not belong here");
    }
    if (std::ranges::find(expected_.wrong, rv.value) != expected_.wrong.end()) {
        note("a code that tells of something else");
    }
    if (now.verifies - start.verifies > verifies_due(name, rv)) {
        note("sent the PIN " + std::to_string(now.verifies - start.verifies) + " times");
    }
    if (now.changes - start.changes > (name == "C_SetPIN" ? 1U : 0U)) {
        note("changed the PIN more than once");
    }
    if (now.wrong_tries != start.wrong_tries) {
        note("spent a PIN try");
    }
    if (now.signatures - start.signatures > (name == "C_Sign" ? 1U : 0U)) {
        note("signed more than once");
    }
    if (now.proofs - start.proofs > (name == "C_Sign" ? expected_.proofs : 0U)) {
        note("signed more than once with the card's own key");
    }
    if (calls > most_calls) {
        note("made " + std::to_string(calls) + " calls of PC/SC");
    }
    if (name != "C_WaitForSlotEvent" && now.time - start.time > longest_time) {
        note("took " + std::to_string((now.time - start.time) / 1s) + " s");
    }
}

const CK_FUNCTION_LIST& list_2_40()
{
    return list_3_0().v2_40;
}

const pkcs11::FunctionList30& list_3_0()
{
    static const auto watched = [] {
        pkcs11::FunctionList30 list{};
#define OPENBEID_WATCH(name)                                                                       \
    watch<&CK_FUNCTION_LIST::name>(list.v2_40, #name, static_cast<CK_##name>(nullptr))
        OPENBEID_WATCH(C_Initialize);
        OPENBEID_WATCH(C_Finalize);
        OPENBEID_WATCH(C_GetSlotList);
        OPENBEID_WATCH(C_GetSlotInfo);
        OPENBEID_WATCH(C_GetTokenInfo);
        OPENBEID_WATCH(C_GetMechanismList);
        OPENBEID_WATCH(C_OpenSession);
        OPENBEID_WATCH(C_WaitForSlotEvent);
        OPENBEID_WATCH(C_CloseAllSessions);
        OPENBEID_WATCH(C_CloseSession);
        OPENBEID_WATCH(C_GetSessionInfo);
        OPENBEID_WATCH(C_Login);
        OPENBEID_WATCH(C_Logout);
        OPENBEID_WATCH(C_SetPIN);
        OPENBEID_WATCH(C_FindObjectsInit);
        OPENBEID_WATCH(C_FindObjects);
        OPENBEID_WATCH(C_FindObjectsFinal);
        OPENBEID_WATCH(C_GetAttributeValue);
        OPENBEID_WATCH(C_SignInit);
        OPENBEID_WATCH(C_Sign);
#undef OPENBEID_WATCH
        return list;
    }();
    return watched;
}

const CK_FUNCTION_LIST& loaded_list()
{
    static const auto* const loaded = [] {
        void* const handle = ::dlopen(MODULE_FILE, RTLD_NOW | RTLD_LOCAL);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as dlsym gives it
        const auto get = reinterpret_cast<CK_C_GetFunctionList>(
            handle != nullptr ? ::dlsym(handle, "C_GetFunctionList") : nullptr);
        CK_FUNCTION_LIST* list = nullptr;
        if (get == nullptr || get(&list) != CKR_OK) {
            throw std::runtime_error{"the module can't be loaded"};
        }
        return list;
    }();
    return *loaded;
}

} // namespace openbeid::test
