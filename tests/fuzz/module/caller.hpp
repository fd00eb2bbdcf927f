// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "module/arguments.hpp"
#include "module/input.hpp"
#include "openssl_verify.hpp"
#include "pkcs11/cryptoki.hpp"

#include <map>
#include <string_view>
#include <vector>

namespace openbeid::fuzz {

/**
 * A program that calls the module and ends with it at the first answer that breaks a promise: a
 * code that PKCS#11 does not define or that stands for a mistake of our own, a write past its
 * memory, more than one PIN command for one call, a signature that is none.
 */
class Caller {
public:
    /// @param alone        no other thread calls, so what reaches the card is by this call
    /// @param module_asks  `pin_entry = "module"`: a signature may ask for a login too
    Caller(bool alone, bool module_asks);

    /// The function that the record names by its kind, with the arguments in its payload.
    void call(const Record& record);

    // What a program does, for scripts.
    CK_RV initialize();
    CK_RV finalize();
    void look_at_slots();
    CK_RV open(CK_SLOT_ID slot, CK_FLAGS flags);
    CK_RV login(CK_USER_TYPE user, std::string_view pin);
    CK_RV login_without_pin(CK_USER_TYPE user);
    CK_RV logout();
    CK_RV set_pin(std::string_view current, std::string_view replacement);
    CK_RV set_pin_without_pins();
    CK_RV session_info();
    CK_RV close();
    /// A whole search; the objects are remembered.
    std::vector<CK_OBJECT_HANDLE> search(const std::vector<CK_ATTRIBUTE>& wanted);
    std::vector<CK_OBJECT_HANDLE> search(CK_OBJECT_CLASS object_class);
    void read_attributes(CK_OBJECT_HANDLE object);
    void read_attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
    CK_RV sign_init(const test::Mechanism& mechanism, CK_OBJECT_HANDLE key);
    CK_RV sign(ByteView data, std::size_t room);

private:
    /// What C_Sign is about to sign.
    struct Signing {
        test::Mechanism mechanism;
        CK_OBJECT_HANDLE key{0};
        Bytes key_info;
        Bytes data;
    };
    struct Pins {
        unsigned verifies{0};
        unsigned changes{0};
    };

    /// Looks at the answer of a call that may send so many PIN commands.
    CK_RV checked(CK_RV rv, Pins allowed);
    CK_RV checked(CK_RV rv) { return checked(rv, {}); }
    [[nodiscard]] static Pins one_login() { return {.verifies = 1}; }
    [[nodiscard]] Pins one_signature() const { return {.verifies = module_asks_ ? 2U : 1U}; }

    [[nodiscard]] CK_SESSION_HANDLE session() const;
    [[nodiscard]] CK_SESSION_HANDLE session(Arguments& in) const;
    [[nodiscard]] CK_OBJECT_HANDLE object(Arguments& in) const;
    [[nodiscard]] Bytes key_info(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key);
    void check_signature(CK_SESSION_HANDLE session, const Bytes& signature);
    CK_RV sign_in(CK_SESSION_HANDLE session, ByteView data, CK_BYTE* out, CK_ULONG* size);
    CK_RV sign_final_in(CK_SESSION_HANDLE session, CK_BYTE* out, CK_ULONG* size);
    CK_RV begin_signing(CK_SESSION_HANDLE session, const test::Mechanism& m, CK_OBJECT_HANDLE key);

    void call_general(unsigned function, Arguments& in);
    void call_session(unsigned function, Arguments& in);
    void call_object(unsigned function, Arguments& in);
    void call_digest(unsigned function, Arguments& in);
    void call_sign(unsigned function, Arguments& in);
    void call_other(unsigned function, Arguments& in);

    const bool alone_;
    const bool module_asks_;
    Pins seen_;
    std::vector<CK_SESSION_HANDLE> sessions_;
    std::vector<CK_OBJECT_HANDLE> objects_;
    std::map<CK_SESSION_HANDLE, Signing> signing_;
};

/// A whole session of a program that takes everything as it comes: slots, objects, login, both
/// signatures, data, a change of the PIN.
void run_script(Caller& caller);

} // namespace openbeid::fuzz
