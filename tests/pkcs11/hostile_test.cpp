// SPDX-License-Identifier: Apache-2.0
// Whatever a card answers: no crash, a code that PKCS#11 defines, and no wrong signature.
#include "hostile_card.hpp"
#include "openssl_verify.hpp"
#include "read_attributes.hpp"

#include <cstdlib>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// The calls of a program that takes everything as it comes.
class Script {
public:
    explicit Script(CardInserted& token) : token_{token} {}

    void run()
    {
        look_at_the_slot();
        check(token_.open(session_));
        look_at_the_objects();
        check(session_.login(right_pin));
        look_at_the_objects();
        for (const auto id : {authentication_id, signature_id}) {
            sign(id);
            put_card_back();
            sign(id);
        }
        ask_for_the_state();
        check(session_.set_pin(right_pin, "12345"));
        check(session_.login(wrong_pin));
        check(session_.logout());
        look_at_the_slot();
        check(session_.close());
        check(Rv{p11().C_CloseAllSessions(0)});
    }
    [[nodiscard]] int signatures() const { return signatures_; }

private:
    static void check(Rv rv)
    {
        CHECK(is_defined(rv));
        CHECK_FALSE(rv == Rv{CKR_GENERAL_ERROR}); // that would be a mistake of our own
        CHECK_FALSE(rv == Rv{CKR_HOST_MEMORY});
    }

    void look_at_the_slot()
    {
        CHECK(token_.slots(false).size() == 1);
        static_cast<void>(token_.slots(true));
        static_cast<void>(token_.slot_flags(0));
        CK_TOKEN_INFO info{};
        check(Rv{p11().C_GetTokenInfo(0, &info)});
        CK_ULONG count = 0;
        check(Rv{p11().C_GetMechanismList(0, nullptr, &count)});
    }

    std::vector<CK_OBJECT_HANDLE> search(const Wanted& wanted)
    {
        std::vector<CK_OBJECT_HANDLE> found;
        const auto rv = session_.find_init(wanted);
        check(rv);
        if (rv == Rv{CKR_OK}) {
            check(session_.find_some(found, 64));
            check(session_.find_final());
        }
        return found;
    }

    void look_at_the_objects()
    {
        for (const auto object : search({})) {
            for (const auto type : read_attributes) {
                check(session_.attribute(object, type).rv);
            }
        }
    }

    void ask_for_the_state()
    {
        advance_clock(std::chrono::milliseconds{1500});
        CK_SESSION_INFO info{};
        check(session_.info(info));
    }

    void put_card_back()
    {
        if (!token_.card->present()) {
            token_.insert_card(token_.card);
            check(session_.close());
            check(token_.open(session_));
            check(session_.login(right_pin));
        }
    }

    /// Not the certificate: OpenSSL takes offence at more in it than we do.
    Bytes public_key(std::uint8_t id)
    {
        const auto found = search({CKO_CERTIFICATE, id});
        return found.empty() ? Bytes{}
                             : session_.attribute(found.front(), CKA_PUBLIC_KEY_INFO).data;
    }

    void sign(std::uint8_t id)
    {
        const auto keys = search({CKO_PRIVATE_KEY, id});
        const auto before = public_key(id);
        for (const auto mechanism : {CKM_ECDSA_SHA256, CKM_SHA256_RSA_PKCS}) {
            const auto begun = session_.sign_init(mechanism, keys.empty() ? 0 : keys.front());
            check(begun);
            ask_for_the_state();
            if (id == signature_id) {
                check(session_.context_login(right_pin));
            }
            const auto output = session_.sign(some_text());
            check(output.rv);
            if (output.rv == Rv{CKR_OK}) {
                ++signatures_;
                CAPTURE(mechanism);
                const Mechanism used{mechanism, {}};
                CHECK((openssl_verifies(before, used, some_text(), output.data) ||
                       openssl_verifies(public_key(id), used, some_text(), output.data)));
            }
        }
    }

    CardInserted& token_;
    TestSession session_;
    int signatures_{0};
};

} // namespace

TEST_CASE("no card crashes the module or makes it give a wrong signature", "[pkcs11][hostile]")
{
    constexpr std::uint32_t seeds = 400;
    // To look into one of them.
    const char* const only = std::getenv("OPENBEID_HOSTILE_SEED"); // NOLINT(concurrency-mt-unsafe)
    const auto first = only != nullptr ? static_cast<std::uint32_t>(std::atoi(only)) : 1U;
    const auto last = only != nullptr ? first : seeds;
    int signatures = 0;
    for (std::uint32_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        CardInserted token{make_hostile_card(seed)};
        Script script{token};
        script.run();
        signatures += script.signatures();
    }
    CHECK((only != nullptr || signatures > 50)); // most cards are only a little wrong
}

TEST_CASE("one fault at any place of the script does no harm", "[pkcs11][hostile]")
{
    const auto kind = GENERATE(FaultKind::status,
                               FaultKind::empty,
                               FaultKind::garbage,
                               FaultKind::drop_after,
                               FaultKind::reset,
                               FaultKind::remove);
    for (unsigned after = 2; after < 62; after += 2) {
        CAPTURE(static_cast<int>(kind), after);
        CardInserted token{after % 4 == 0 ? "v17-citizen" : "v18-citizen"};
        token.card->inject({.kind = kind, .after = after, .bytes = Bytes(20, 0x30)});
        Script{token}.run();
    }
}
