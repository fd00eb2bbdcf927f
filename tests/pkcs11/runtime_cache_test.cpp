// SPDX-License-Identifier: Apache-2.0
// What one process leaves to the next in the runtime directory. Here a "process" is the time from
// C_Initialize to C_Finalize.
#include "runtime_directory.hpp"
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// Puts the certificates of another card on this one, as a renewal does.
void renew(Card& card, std::string_view persona_name, std::initializer_list<std::uint8_t> ids)
{
    const auto other = make_card(persona_name);
    for (const auto id : ids) {
        card.set_file(path_of(id), other->file(path_of(id)).value());
    }
}

} // namespace

TEST_CASE("the second process logs in with two exchanges for each of the holder's certificates",
          "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card(GENERATE(values<const char*>(every_citizen)));
    CAPTURE(card->persona_name());
    CHECK(login(card) == cold_login(*card));
    CHECK(warm_login(*card) == (card->persona_name() == "v18-citizen" ? 11 : 10));
    CHECK(login(card) == warm_login(*card));
    CHECK(login(card) == warm_login(*card));
}

TEST_CASE("a minor's card without signature certificate is kept as far as it goes",
          "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card(GENERATE("v17-minor", "v18-minor"));
    const auto cold = log_in_as_nss(card);
    const auto warm = log_in_as_nss(card);
    CHECK(cold.certificates == warm.certificates);
    CHECK(warm.certificates.at(signature_id).empty());
    CHECK(warm.exchanges == warm_login(*card));
}

TEST_CASE("every kind of card shows the same with a warm cache as without", "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card =
        make_card(GENERATE("v17-rekeyed", "v17-expired", "v18-foreigner", "v18-future-atr"));
    CAPTURE(card->persona_name());
    const auto cold = log_in_as_nss(card);
    const auto warm = log_in_as_nss(card);
    CHECK(cold.certificates == warm.certificates);
    CHECK(warm.exchanges <= cold.exchanges);
}

TEST_CASE("without a CA that verifies it nothing of a holder's certificate is taken from the cache",
          "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card("v17-citizen");
    for (int process = 0; process < 2; ++process) {
        const OpenSession token{card};
        const Meter meter{*card};
        CHECK(token.session.certificate(authentication_id) == der_on(*card, authentication_id));
        CHECK(meter.apdus() == cost_of(*card, authentication_id));
    }
    CHECK(login(card) == cold_login(*card)); // now the CA is there
    const OpenSession token{card};
    const Meter meter{*card};
    CHECK(token.session.certificate(authentication_id) == der_on(*card, authentication_id));
    CHECK(meter.apdus() == 2);
}

TEST_CASE("the authorities are read from the card unless it has shown a holder's certificate",
          "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card("v17-citizen");
    CHECK(login(card) == cold_login(*card));
    const OpenSession token{card};
    const Meter meter{*card};
    CHECK(token.session.certificate(root_id) == der_on(*card, root_id));
    CHECK(meter.apdus() == cost_of(*card, root_id));
    CHECK(token.session.certificate(authentication_id) == der_on(*card, authentication_id));
    CHECK(token.session.certificate(ca_id) == der_on(*card, ca_id));
    CHECK(meter.apdus() == cost_of(*card, root_id) + 2);
}

TEST_CASE("a renewed certificate on the same card is seen, and kept in its turn", "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card("v17-citizen");
    CHECK(login(card) == cold_login(*card));
    SECTION("the authentication certificate, under the same CA")
    {
        renew(*card, "v17-minor", {authentication_id});
    }
    SECTION("all of them, as on a card issued again with the same serial number")
    {
        renew(*card, "v18-citizen", {authentication_id, signature_id, ca_id, root_id});
    }
    for (int process = 0; process < 2; ++process) {
        const OpenSession token{card};
        for (const auto id : {authentication_id, signature_id, ca_id, root_id}) {
            CAPTURE(process, int{id});
            CHECK(token.session.certificate(id) == der_on(*card, id));
        }
    }
}
