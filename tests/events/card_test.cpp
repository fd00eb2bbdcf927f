// SPDX-License-Identifier: Apache-2.0
// The card leaves, comes back, is exchanged or reset while a session is in any state.
#include "scenario.hpp"

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
    REQUIRE(Rv{scenario.signer.init()} == ok);
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
        {"signature",
         true,
         true,
         begin_signing,
         [](auto& s) { return s.session.sign(some_text()).rv; }},
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

/// Each of the states, one after the other.
const State& any_state()
{
    return states()[GENERATE(range<std::size_t>(0, states().size()))];
}

struct InState : Scenario {
    explicit InState(const State& wanted) : state{wanted}
    {
        UNSCOPED_INFO("state: " << state.name);
        open();
        if (state.logged_in) {
            log_in_here();
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

TEST_CASE("a card that is taken out takes its sessions along", "[card]")
{
    InState scenario{any_state()};
    scenario.card.remove();
    Scenario::look();
    scenario.check_dead();
    CHECK(open_session(scenario.slot) == 0);
    CHECK(serial_of(scenario.slot) == "CKR_TOKEN_NOT_PRESENT");
    scenario.card.insert();
    scenario.check_works();
}

TEST_CASE("a card that was out for a moment is another insertion", "[card]")
{
    InState scenario{any_state()};
    scenario.card.remove();
    scenario.card.insert();
    Scenario::look();
    scenario.check_dead();
    if (scenario.card.tells_right()) {
        CHECK_FALSE(scenario.card.has_right());
    }
    scenario.check_works();
}

TEST_CASE("an exchanged card has nothing of the one before", "[card]")
{
    InState scenario{any_state()};
    const auto serial = serial_of(scenario.slot);
    scenario.card.exchange(scenario.other_persona());
    Scenario::look();
    scenario.check_dead();
    CHECK(serial_of(scenario.slot) != serial);
    scenario.check_works();
}

TEST_CASE("a card that another program resets keeps its sessions, without the login", "[card]")
{
    InState scenario{any_state()};
    const auto& state = scenario.state;
    Stranger{scenario.card.reader()}.reset();
    CHECK(scenario.session.state() == CKS_RW_PUBLIC_SESSION);
    scenario.check_truth();
    if (state.logged_in && state.has_operation) {
        // Between the parts nothing needs the card yet.
        const bool is_update = state.go_on(scenario) == ok;
        const Rv end = is_update ? scenario.session.sign_final().rv : Rv{CKR_USER_NOT_LOGGED_IN};
        CHECK(end == Rv{CKR_USER_NOT_LOGGED_IN});
    } else if (state.logged_in) {
        CHECK(state.go_on(scenario) == Rv{CKR_USER_NOT_LOGGED_IN});
    } else {
        CHECK(state.go_on(scenario) == ok);
        static_cast<void>(scenario.session.find_final());
    }
    scenario.check_truth();
    REQUIRE(scenario.session.login(right_pin) == ok);
    if (state.logged_in) {
        CHECK(scenario.sign() == ok);
    }
    scenario.check_truth();
    CHECK(scenario.session.close() == ok);
    scenario.check_works();
}
