// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "environment.hpp"

namespace openbeid::conformance {

/// What a check starts from. Each begins with C_Initialize and ends with C_Finalize.
enum class State : std::uint8_t { none, started, ro, rw, ro_user, rw_user };

class Fixture {
public:
    Fixture(Environment& environment, State state);
    Fixture(const Fixture&) = delete;
    Fixture& operator=(const Fixture&) = delete;
    ~Fixture();

    [[nodiscard]] bool ready() const noexcept { return problem_.empty(); }
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    /// The state can't be had for a reason that is not the module's, such as no PIN.
    [[nodiscard]] bool skipped() const noexcept { return skipped_; }

    [[nodiscard]] CK_SESSION_HANDLE open(CK_FLAGS flags = CKF_SERIAL_SESSION) const;
    [[nodiscard]] CK_OBJECT_HANDLE first(CK_OBJECT_CLASS object_class) const;
    [[nodiscard]] CK_OBJECT_HANDLE key(CK_OBJECT_CLASS object_class, const KeyObject& key) const;
    /// A second C_Login(CKU_USER) of this fixture; CKR_OK where none is needed.
    CK_RV login();
    /// SignInit with the first key that needs no login of its own; nothing if there is none.
    [[nodiscard]] std::optional<CK_RV> sign_init(bool raw = false) const;
    [[nodiscard]] CK_STATE session_state(CK_SESSION_HANDLE handle) const;

    Environment& env;
    CK_FUNCTION_LIST* f;
    CK_FUNCTION_LIST_3_0* f3;
    CK_SESSION_HANDLE session{CK_INVALID_HANDLE};

private:
    void enter(State state);

    bool initialised_{false};
    bool skipped_{false};
    std::string problem_;
};

/// How the data reaches the token.
enum class Parts : std::uint8_t { single, multi };

struct Signing {
    CK_RV init{CKR_OK};
    CK_RV login{CKR_OK};
    CK_RV sign{CKR_OK};
    Bytes signature;

    [[nodiscard]] bool ok() const noexcept
    {
        return init == CKR_OK && login == CKR_OK && sign == CKR_OK;
    }
    [[nodiscard]] std::string text() const;
};

/// SignInit, the context-specific login where the key wants it, and the signature.
[[nodiscard]] Signing
sign(Fixture& fixture, const KeyObject& key, CK_MECHANISM mechanism, Bytes data, Parts parts);

/// Parameters that every token with PSS can do: the hash of the mechanism and a salt of its size.
struct PssMechanism {
    explicit PssMechanism(const MechanismSpec& spec, CK_MECHANISM_TYPE raw_hash = CKM_SHA256);
    [[nodiscard]] CK_MECHANISM mechanism();
    CK_MECHANISM_TYPE type;
    bool has_parameter;
    CK_RSA_PKCS_PSS_PARAMS params{};
};

} // namespace openbeid::conformance
