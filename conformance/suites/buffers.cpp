// SPDX-License-Identifier: Apache-2.0
// Output lengths: the query, a buffer that is too short, one that fits. Canaries behind each.
#include "suites/parts.hpp"
#include "suites/suites.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace openbeid::conformance {

namespace {

constexpr const char* buffer_clause = "3.1 5.2";

/// A function with an output length. `unit` is the size of what the length counts.
struct Output {
    std::string name;
    std::size_t unit;
    bool operation; ///< an operation that the result ends
    std::function<CK_RV()> start;
    std::function<CK_RV(CK_BYTE*, CK_ULONG*)> call;
};

bool untouched(const Bytes& buffer, std::size_t from)
{
    return std::all_of(buffer.begin() + static_cast<std::ptrdiff_t>(from),
                       buffer.end(),
                       [](CK_BYTE byte) { return byte == canary; });
}

std::string outcome(CK_RV code, CK_ULONG length, bool clean)
{
    return code_name(code) + ", " + std::to_string(length) + (clean ? "" : ", bytes overwritten");
}

/// The buffer is `given` long; nothing may be written if that is too short.
void check_short(
    Environment& env, const Output& output, CK_ULONG needed, CK_ULONG given, const char* id)
{
    Bytes buffer(needed * output.unit + canaries, canary);
    CK_ULONG length = given;
    const CK_RV code = output.call(buffer.data(), &length);
    const bool clean = untouched(buffer, given * output.unit);
    env.report.that(id,
                    code == CKR_BUFFER_TOO_SMALL && length == needed && clean,
                    "CKR_BUFFER_TOO_SMALL, " + std::to_string(needed),
                    outcome(code, length, clean),
                    output.name);
}

void check_fit(
    Environment& env, const Output& output, CK_ULONG needed, CK_ULONG given, const char* id)
{
    Bytes buffer(given * output.unit + canaries, canary);
    CK_ULONG length = given;
    const CK_RV code = output.call(buffer.data(), &length);
    const bool clean = untouched(buffer, given * output.unit);
    env.report.that(id,
                    code == CKR_OK && length <= needed && length > 0 && clean,
                    "CKR_OK, " + std::to_string(needed),
                    outcome(code, length, clean),
                    output.name);
}

/// How many commands the virtual card has seen; -1 if the card is another one.
long exchanges(Environment& env)
{
    return env.card == nullptr ? -1 : env.card->counter("apdus").value_or(-1);
}

void check_output(Environment& env, const Output& output)
{
    auto& report = env.report;
    if (!report.code("start", {{CKR_OK}}, output.start(), output.name)) {
        return;
    }
    const auto before = exchanges(env);
    CK_ULONG needed = 0x12345678;
    CK_RV code = output.call(nullptr, &needed);
    if (!report.that("query",
                     code == CKR_OK && needed > 0 && needed < 65536,
                     "CKR_OK and the length",
                     outcome(code, needed, true),
                     output.name)) {
        return;
    }
    CK_ULONG again = 0;
    code = output.call(nullptr, &again);
    report.that("query-again",
                code == CKR_OK && again == needed,
                "the same answer",
                outcome(code, again, true),
                output.name);
    check_short(env, output, needed, 0, "empty");
    check_short(env, output, needed, needed - 1, "short");
    if (before >= 0 && output.operation) {
        const auto more = exchanges(env) - before;
        report.that("short-no-card",
                    more == 0,
                    "no exchange with the card",
                    std::to_string(more) + " exchanges",
                    output.name);
    }
    check_fit(env, output, needed, needed, "exact");
    if (output.operation) {
        Bytes buffer(needed);
        report.code("ended",
                    {{CKR_OPERATION_NOT_INITIALIZED}},
                    output.call(buffer.data(), &again),
                    output.name);
        static_cast<void>(output.start());
    }
    check_fit(env, output, needed, needed + 32, "longer");
}

std::vector<Output> list_outputs(const Fixture& fixture)
{
    auto* f = fixture.f;
    const auto slot = fixture.env.slot;
    const auto nothing = [] { return CKR_OK; };
    std::vector<Output> outputs{
        {"C_GetSlotList",
         sizeof(CK_SLOT_ID),
         false,
         nothing,
         [=](CK_BYTE* out, CK_ULONG* size) {
             return f->C_GetSlotList(
                 CK_FALSE, static_cast<CK_SLOT_ID*>(static_cast<void*>(out)), size);
         }},
        {"C_GetMechanismList",
         sizeof(CK_MECHANISM_TYPE),
         false,
         nothing,
         [=](CK_BYTE* out, CK_ULONG* size) {
             return f->C_GetMechanismList(
                 slot, static_cast<CK_MECHANISM_TYPE*>(static_cast<void*>(out)), size);
         }},
    };
    if (auto* f3 = fixture.f3; f3 != nullptr) {
        outputs.push_back({"C_GetInterfaceList",
                           sizeof(CK_INTERFACE),
                           false,
                           nothing,
                           [=](CK_BYTE* out, CK_ULONG* size) {
                               return f3->C_GetInterfaceList(
                                   static_cast<CK_INTERFACE*>(static_cast<void*>(out)), size);
                           }});
    }
    return outputs;
}

void add_digests(std::vector<Output>& outputs, const Fixture& fixture)
{
    auto* f = fixture.f;
    const auto session = fixture.session;
    for (const auto type : {CKM_SHA_1, CKM_SHA224, CKM_SHA256, CKM_SHA384, CKM_SHA512}) {
        if (fixture.env.token.mechanism(type) == nullptr) {
            continue;
        }
        const auto start = [=] {
            CK_MECHANISM mechanism{type, nullptr, 0};
            return f->C_DigestInit(session, &mechanism);
        };
        outputs.push_back({"C_Digest, " + mechanism_name(type),
                           1,
                           true,
                           start,
                           [=](CK_BYTE* out, CK_ULONG* size) {
                               std::array<CK_BYTE, 3> data{'a', 'b', 'c'};
                               return f->C_Digest(session, data.data(), data.size(), out, size);
                           }});
        outputs.push_back(
            {"C_DigestFinal, " + mechanism_name(type),
             1,
             true,
             start,
             [=](CK_BYTE* out, CK_ULONG* size) { return f->C_DigestFinal(session, out, size); }});
    }
}

/// SignInit and, where the key wants it, its own login: the length queries must not use it up.
CK_RV start_signing(Environment& env,
                    CK_SESSION_HANDLE session,
                    CK_OBJECT_HANDLE object,
                    CK_MECHANISM_TYPE type,
                    bool always)
{
    CK_MECHANISM mechanism{type, nullptr, 0};
    const CK_RV code = env.f->C_SignInit(session, &mechanism, object);
    return code == CKR_OK && always ? env.login(session, CKU_CONTEXT_SPECIFIC) : code;
}

void add_signatures(std::vector<Output>& outputs, const Fixture& fixture)
{
    auto* env = &fixture.env;
    auto* f = fixture.f;
    const auto session = fixture.session;
    for (const auto& key : env->token.keys) {
        for (const bool raw : {false, true}) {
            const auto type = env->token.signing_mechanism(key, raw);
            if (!key.has_private || !type) {
                continue;
            }
            const auto object = fixture.key(CKO_PRIVATE_KEY, key);
            const auto name = key.label + ", " + mechanism_name(*type);
            const auto start = [=, always = key.always_authenticate] {
                return start_signing(*env, session, object, *type, always);
            };
            outputs.push_back(
                {"C_Sign, " + name, 1, true, start, [=](CK_BYTE* out, CK_ULONG* size) {
                     std::array<CK_BYTE, 20> data{};
                     return f->C_Sign(session, data.data(), data.size(), out, size);
                 }});
            if (!raw) {
                outputs.push_back(
                    {"C_SignFinal, " + name, 1, true, start, [=](CK_BYTE* out, CK_ULONG* size) {
                         return f->C_SignFinal(session, out, size);
                     }});
            }
        }
    }
}

} // namespace

std::vector<CheckInfo> buffers_checks()
{
    std::vector<CheckInfo> checks{
        {"start", buffer_clause, "the operation starts: CKR_OK"},
        {"query", buffer_clause, "NULL buffer: CKR_OK and the length"},
        {"query-again", buffer_clause, "asked again: the same answer"},
        {"empty", buffer_clause, "length 0: CKR_BUFFER_TOO_SMALL and the length, nothing written"},
        {"short",
         buffer_clause,
         "one too short: CKR_BUFFER_TOO_SMALL and the length, nothing written"},
        {"short-no-card", buffer_clause, "none of these causes an exchange with the card"},
        {"exact", buffer_clause, "exact length: CKR_OK and the length, nothing behind it written"},
        {"ended", buffer_clause, "then the operation has ended"},
        {"longer", buffer_clause, "longer buffer: CKR_OK and the exact length"},
    };
    for (const auto& more : {structure_checks(), attribute_buffer_checks()}) {
        checks.insert(checks.end(), more.begin(), more.end());
    }
    return checks;
}

void run_buffers(Environment& env)
{
    const auto reason = env.no_login();
    Fixture fixture{env, reason.empty() ? State::ro_user : State::ro};
    if (!fixture.ready()) {
        return;
    }
    auto outputs = list_outputs(fixture);
    add_digests(outputs, fixture);
    if (reason.empty()) {
        add_signatures(outputs, fixture);
    }
    for (const auto& output : outputs) {
        check_output(env, output);
    }
    run_structures(fixture);
    run_attribute_buffers(fixture);
    env.report.skip_rest("only with --virtual-card, or the token has no such object");
}

} // namespace openbeid::conformance
