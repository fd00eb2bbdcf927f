// SPDX-License-Identifier: Apache-2.0
#include "nss.hpp"

#include <optional>

namespace openbeid::bench {

namespace {

// NSS's own numbers, vendor-defined from 0x4E534350 on ("NSCP"), and PKCS#11 3.2's trust objects.
constexpr CK_OBJECT_CLASS cko_nss_trust = 0xCE534353;
constexpr CK_OBJECT_CLASS cko_nss_builtin_root_list = 0xCE534354;
constexpr CK_OBJECT_CLASS cko_trust = 0xB;
constexpr CK_ATTRIBUTE_TYPE cka_nss_email = 0xCE534352;

Template on_token(CK_OBJECT_CLASS object_class)
{
    return std::move(Template{object_class}.with(CKA_TOKEN, Value{CK_TRUE}));
}

void ask_mechanisms(const Program& program, CK_SLOT_ID slot)
{
    CK_ULONG count = 0;
    check(program.p11().C_GetMechanismList(slot, nullptr, &count), "C_GetMechanismList");
    std::vector<CK_MECHANISM_TYPE> list(count);
    check(program.p11().C_GetMechanismList(slot, list.data(), &count), "C_GetMechanismList");
    for (const auto mechanism : list) {
        CK_MECHANISM_INFO info{};
        check(program.p11().C_GetMechanismInfo(slot, mechanism, &info), "C_GetMechanismInfo");
    }
}

Session greet_token(const Program& program, CK_SLOT_ID slot)
{
    CK_TOKEN_INFO token{};
    check(program.p11().C_GetTokenInfo(slot, &token), "C_GetTokenInfo");
    ask_mechanisms(program, slot);
    Session session{program, slot};
    for (const auto profile : session.find(on_token(CKO_PROFILE))) {
        static_cast<void>(session.values(profile, {CKA_PROFILE_ID}));
    }
    static_cast<void>(session.find(on_token(cko_nss_builtin_root_list)));
    static_cast<void>(session.find(on_token(cko_trust)));
    return session;
}

void look_for_trust(const Session& session, const Value& issuer, const Value& serial_number)
{
    auto wanted = on_token(cko_nss_trust);
    wanted.with(CKA_ISSUER, issuer).with(CKA_SERIAL_NUMBER, serial_number);
    static_cast<void>(session.find(wanted));
}

} // namespace

Session start_browser(const Program& program, const std::string& reader)
{
    program.initialize();
    CK_INFO info{};
    check(program.p11().C_GetInfo(&info), "C_GetInfo");
    const auto wanted = program.slot_of(reader);
    std::optional<Session> session;
    for (const auto slot : program.slots(false)) {
        CK_SLOT_INFO slot_info{};
        check(program.p11().C_GetSlotInfo(slot, &slot_info), "C_GetSlotInfo");
        if ((slot_info.flags & CKF_TOKEN_PRESENT) != 0) {
            const auto greeted = greet_token(program, slot);
            if (slot == wanted) {
                session.emplace(greeted);
            }
        }
    }
    if (!session) {
        throw std::runtime_error{"no token in " + reader};
    }
    return *session;
}

std::size_t read_certificates(const Session& session)
{
    const auto certificates = session.find(on_token(CKO_CERTIFICATE));
    for (const auto certificate : certificates) {
        const auto values = session.values(certificate,
                                           {CKA_CLASS,
                                            CKA_TOKEN,
                                            CKA_LABEL,
                                            CKA_CERTIFICATE_TYPE,
                                            CKA_VALUE,
                                            CKA_SUBJECT,
                                            CKA_ID,
                                            CKA_ISSUER,
                                            CKA_SERIAL_NUMBER,
                                            cka_nss_email});
        constexpr std::size_t id = 6;
        constexpr std::size_t issuer = 7;
        constexpr std::size_t serial_number = 8;
        look_for_trust(session, values.at(issuer), values.at(serial_number));
        static_cast<void>(session.find(Template{CKO_PUBLIC_KEY}.with(CKA_ID, values.at(id))));
    }
    return certificates.size();
}

CK_OBJECT_HANDLE find_key(const Session& session, const std::string& label)
{
    const auto certificate = session.find_one(on_token(CKO_CERTIFICATE).with(CKA_LABEL, label),
                                              "certificate with that label");
    const auto id = session.values(certificate, {CKA_ID}).front();
    const auto key =
        session.find_one(Template{CKO_PRIVATE_KEY}.with(CKA_ID, id), "key of that certificate");
    static_cast<void>(session.values(
        key, {CKA_KEY_TYPE, CKA_TOKEN, CKA_PRIVATE, CKA_MODULUS, CKA_ALWAYS_AUTHENTICATE}));
    return key;
}

std::chrono::nanoseconds sign_briefly(const Program& program, CK_SLOT_ID slot, CK_OBJECT_HANDLE key)
{
    const Session session{program, slot};
    session.sign_init(key);
    const auto cost = session.sign();
    session.close();
    return cost;
}

} // namespace openbeid::bench
