// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

#include <algorithm>

namespace openbeid::conformance {

Fixture::Fixture(Environment& environment, State state)
    : env{environment}, f{environment.f}, f3{environment.f3}
{
    enter(state);
    if (!problem_.empty() && !skipped_) {
        env.report.broken(problem_);
    }
}

Fixture::~Fixture()
{
    if (initialised_) {
        f->C_Finalize(nullptr);
    }
}

void Fixture::enter(State state)
{
    if (state == State::none) {
        return;
    }
    const bool user = state == State::ro_user || state == State::rw_user;
    if (user && !env.no_login().empty()) {
        problem_ = env.no_login();
        skipped_ = true;
        return;
    }
    if (const CK_RV code = f->C_Initialize(nullptr); code != CKR_OK) {
        problem_ = "C_Initialize answers " + code_name(code);
        return;
    }
    initialised_ = true;
    CK_ULONG count = 0;
    f->C_GetSlotList(CK_FALSE, nullptr, &count);
    if (state == State::started) {
        return;
    }
    const bool write = state == State::rw || state == State::rw_user;
    session = open(CKF_SERIAL_SESSION | (write ? CKF_RW_SESSION : 0));
    if (session == CK_INVALID_HANDLE) {
        problem_ = "C_OpenSession gives no session";
        return;
    }
    if (user) {
        const CK_RV code = env.login(session);
        problem_ = code == CKR_OK ? "" : "C_Login answers " + code_name(code);
    }
}

CK_SESSION_HANDLE Fixture::open(CK_FLAGS flags) const
{
    CK_SESSION_HANDLE handle = CK_INVALID_HANDLE;
    const CK_RV code = f->C_OpenSession(env.slot, flags, nullptr, nullptr, &handle);
    return code == CKR_OK ? handle : CK_INVALID_HANDLE;
}

CK_OBJECT_HANDLE Fixture::first(CK_OBJECT_CLASS object_class) const
{
    return find_one(f, session, Template{}.number(CKA_CLASS, object_class));
}

CK_OBJECT_HANDLE Fixture::key(CK_OBJECT_CLASS object_class, const KeyObject& key) const
{
    return find_one(f, session, Template{}.number(CKA_CLASS, object_class).bytes(CKA_ID, key.id));
}

CK_RV Fixture::login()
{
    return env.login(session);
}

std::optional<CK_RV> Fixture::sign_init(bool raw) const
{
    const auto* key_facts = env.signing_key();
    const auto type =
        key_facts == nullptr ? std::nullopt : env.token.signing_mechanism(*key_facts, raw);
    if (!type) {
        return std::nullopt;
    }
    CK_MECHANISM mechanism{*type, nullptr, 0};
    return f->C_SignInit(session, &mechanism, key(CKO_PRIVATE_KEY, *key_facts));
}

CK_STATE Fixture::session_state(CK_SESSION_HANDLE handle) const
{
    CK_SESSION_INFO info{};
    info.state = CK_UNAVAILABLE_INFORMATION;
    f->C_GetSessionInfo(handle, &info);
    return info.state;
}

std::string Signing::text() const
{
    return "C_SignInit " + code_name(init) + ", C_Login " + code_name(login) + ", C_Sign " +
           code_name(sign) + ", " + std::to_string(signature.size()) + " bytes";
}

namespace {

CK_RV sign_parts(CK_FUNCTION_LIST* f, CK_SESSION_HANDLE session, Bytes& data, Bytes& signature)
{
    const CK_ULONG half = data.size() / 2;
    CK_RV code = f->C_SignUpdate(session, data.data(), half);
    if (code == CKR_OK) {
        code = f->C_SignUpdate(session, data.data() + half, data.size() - half);
    }
    if (code == CKR_OK) {
        CK_ULONG size = signature.size();
        code = f->C_SignFinal(session, signature.data(), &size);
        signature.resize(std::min<std::size_t>(size, signature.size()));
    }
    return code;
}

} // namespace

Signing
sign(Fixture& fixture, const KeyObject& key, CK_MECHANISM mechanism, Bytes data, Parts parts)
{
    Signing result;
    auto* f = fixture.f;
    const auto handle = fixture.key(CKO_PRIVATE_KEY, key);
    result.init = f->C_SignInit(fixture.session, &mechanism, handle);
    if (result.init == CKR_OK && key.always_authenticate) {
        result.login = fixture.env.login(fixture.session, CKU_CONTEXT_SPECIFIC);
    }
    if (result.init != CKR_OK || result.login != CKR_OK) {
        return result;
    }
    result.signature.resize(key.key.signature_size());
    data.reserve(1); // no NULL pointer for empty input: that is a check of its own
    if (parts == Parts::multi) {
        result.sign = sign_parts(f, fixture.session, data, result.signature);
        return result;
    }
    CK_ULONG size = result.signature.size();
    result.sign =
        f->C_Sign(fixture.session, data.data(), data.size(), result.signature.data(), &size);
    result.signature.resize(std::min<std::size_t>(size, result.signature.size()));
    return result;
}

PssMechanism::PssMechanism(const MechanismSpec& spec, CK_MECHANISM_TYPE raw_hash)
    : type{spec.type}, has_parameter{spec.scheme == Scheme::rsa_pss}
{
    params.hashAlg = spec.hash == 0 ? raw_hash : spec.hash;
    params.mgf = mgf_of(params.hashAlg);
    params.sLen = digest_size(params.hashAlg);
}

CK_MECHANISM PssMechanism::mechanism()
{
    if (!has_parameter) {
        return {type, nullptr, 0};
    }
    return {type, &params, sizeof(params)};
}

} // namespace openbeid::conformance
