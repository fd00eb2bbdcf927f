// SPDX-License-Identifier: Apache-2.0
// The card leaves, comes back, is exchanged or reset while a session is in any state.
#include "scenario.hpp"

#include <future>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// A state of a session, and the call that goes on in it.
struct State {
    const char* name;
    bool logged_in;
    bool has_operation;
    std::function<void(Scenario&)> enter;
    std::function<Rv(Scenario&)> go_on;
};

CK_OBJECT_HANDLE some_object(const Scenario& scenario)
{
    return find_object(scenario.session.handle(), CKO_CERTIFICATE);
}

Rv update_digest(Scenario& scenario)
{
    Bytes data(some_text().begin(), some_text().end());
    return Rv{p11().C_DigestUpdate(scenario.session.handle(), data.data(), data.size())};
}

void begin_search(Scenario& scenario)
{
    REQUIRE(scenario.session.find_init({}) == ok);
}

Rv go_on_searching(Scenario& scenario)
{
    std::vector<CK_OBJECT_HANDLE> found;
    return scenario.session.find_some(found, 1);
}

void begin_signing(Scenario& scenario)
{
    REQUIRE(Rv{scenario.signer().init()} == ok);
}

void begin_parts(Scenario& scenario)
{
    begin_signing(scenario);
    REQUIRE(scenario.session.sign_update(some_text()) == ok);
}

void prove_pin(Scenario& scenario)
{
    const auto& session = scenario.session;
    REQUIRE(session.sign_init(mechanism_of(scenario.slot), session.key(signature_id)) == ok);
    REQUIRE(session.context_login(right_pin) == ok);
}

const std::vector<State>& states()
{
    static const std::vector<State> list{
        {"idle", false, false, [](auto&) {}, [](auto& s) { return s.session.find_init({}); }},
        {"search", false, true, begin_search, go_on_searching},
        {"digest",
         false,
         true,
         [](auto& s) { REQUIRE(s.session.digest_init(CKM_SHA256) == ok); },
         update_digest},
        {"logged in", true, false, [](auto&) {}, [](auto& s) { return s.sign(); }},
        {"signature", true, true, begin_signing, [](auto& s) { return Rv{s.signer().sign()}; }},
        {"between C_SignUpdate calls",
         true,
         true,
         begin_parts,
         [](auto& s) { return s.session.sign_update(some_text()); }},
        {"before C_SignFinal",
         true,
         true,
         begin_parts,
         [](auto& s) { return s.session.sign_final().rv; }},
        {"after the context-specific login",
         true,
         true,
         prove_pin,
         [](auto& s) { return s.session.sign(some_text()).rv; }},
    };
    return list;
}

/// A session in each of the states, one after the other.
struct InState : Scenario {
    explicit InState(const State& wanted) : state{wanted}
    {
        open();
        if (state.logged_in) {
            REQUIRE(session.login(right_pin) == ok);
        }
        state.enter(*this);
    }

    /// The session died with the card, and says so in the way of its state.
    void check_dead()
    {
        CHECK(session.state() == CK_UNAVAILABLE_INFORMATION);
        CHECK(state.go_on(*this) == (state.has_operation ? removed : invalid));
        CHECK(state.go_on(*this) == invalid);
        CHECK(session.close() == ok);
        CHECK(session.close() == invalid);
    }

    State state;
};

} // namespace

// C_Sign of an operation that lives on uses what it knew before, so it is called as it is.
#define OPENBEID_EACH_STATE()                                                                      \
    const auto& state = states()[static_cast<std::size_t>(                                         \
        GENERATE(range(0, static_cast<int>(states().size()))))];                                   \
    INFO("state: " << state.name);                                                                 \
    InState scenario                                                                               \
    {                                                                                              \
        state                                                                                      \
    }

TEST_CASE("a card is taken out", "[card]")
{
    OPENBEID_EACH_STATE();
    scenario.card.remove();
    Scenario::look();
    scenario.check_dead();
    CHECK(open_session(scenario.slot) == 0);
    CHECK(serial_of(scenario.slot) == "CKR_TOKEN_NOT_PRESENT");
    scenario.card.insert();
    scenario.check_works();
}
