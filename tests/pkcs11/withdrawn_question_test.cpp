// SPDX-License-Identifier: Apache-2.0
// Threads that close a session, or cancel what it does, while its user is being asked for a PIN.
#include "pkcs11/question.hpp"
#include "prompt_user.hpp"

#include <array>
#include <future>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// A window is open that nobody answers; C_Login without a PIN opens one.
struct WindowOpen : OpenSession {
    static std::future<Rv> log_in(const TestSession& session)
    {
        return std::async(std::launch::async, [session] {
            return Rv{p11().C_Login(session.handle(), CKU_USER, nullptr, 0)};
        });
    }

    explicit WindowOpen(User& user) : login{log_in(session)} { user.scene().await_window(); }

    const Meter meter{*card};
    std::future<Rv> login;
};

struct PatientUser : User {
    explicit PatientUser(const std::vector<std::string>& script = {"show", "await-end"})
        : User{script}
    {
        scene().watch_window();
    }
    Variable prompt{"OPENBEID_PROMPT", "always"};
};

/// Returns when a call that another thread began before would have opened its window, or waits.
void let_others_come()
{
    const auto someone_else = Scene::with_helper({right});
    for (int window = 0; window < 5; ++window) {
        CHECK(digits(someone_else.ask(request())) == right_pin);
    }
}

Rv cancel(const TestSession& session, CK_FLAGS operations)
{
    return Rv{list_3_0().C_SessionCancel(session.handle(), operations)};
}

} // namespace

TEST_CASE("to close a session closes the window that is open for it", "[pkcs11][prompt]")
{
    PatientUser user;
    WindowOpen token{user};
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    SECTION("C_CloseSession")
    {
        CHECK(token.session.close() == Rv{CKR_OK});
        CHECK(other.state() == CKS_RO_PUBLIC_SESSION);
        CHECK(other.login(right_pin) == Rv{CKR_OK}); // the card is free
    }
    SECTION("C_CloseAllSessions")
    {
        CHECK(Rv{p11().C_CloseAllSessions(0)} == Rv{CKR_OK});
        CHECK(other.close() == Rv{CKR_SESSION_HANDLE_INVALID});
    }
    CHECK(token.login.get() == Rv{CKR_SESSION_CLOSED});
    CHECK(token.session.close() == Rv{CKR_SESSION_HANDLE_INVALID});
    CHECK(user.scene().is_over());
    CHECK(token.meter.wrong_tries() == 0);
}

TEST_CASE("a call that waits for the session finds it closed", "[pkcs11][prompt]")
{
    PatientUser user;
    WindowOpen token{user};
    auto digest =
        std::async(std::launch::async, [&token] { return token.session.digest_init(CKM_SHA256); });
    let_others_come();
    CHECK(token.session.close() == Rv{CKR_OK});
    CHECK(digest.get() == Rv{CKR_SESSION_HANDLE_INVALID});
    CHECK(token.login.get() == Rv{CKR_SESSION_CLOSED});
}

TEST_CASE("a session that waits for another one's window can be closed", "[pkcs11][prompt]")
{
    PatientUser user{{"show", "await-go", right}};
    const KeysFound token;
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    REQUIRE(other.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    const Meter meter{*token.card};
    auto signature = std::async(std::launch::async, [&] { return sign_without_context(token).rv; });
    user.scene().await_window();
    auto waiting = std::async(std::launch::async, [&] { return other.sign(some_text()).rv; });
    let_others_come();
    CHECK(other.close() == Rv{CKR_OK});
    // The second one if it was closed before its call began.
    const auto rv = waiting.get();
    CHECK((rv == Rv{CKR_SESSION_CLOSED} || rv == Rv{CKR_SESSION_HANDLE_INVALID}));
    user.scene().let_go();
    CHECK(signature.get() == Rv{CKR_OK});
    CHECK(meter.signatures_83() == 1);
}

TEST_CASE("C_SessionCancel closes the window of a signature", "[pkcs11][prompt]")
{
    PatientUser user;
    const KeysFound token;
    const Meter meter{*token.card};
    auto signature = std::async(std::launch::async, [&] { return sign_without_context(token).rv; });
    user.scene().await_window();
    CHECK(cancel(token.session, CKF_FIND_OBJECTS) == Rv{CKR_OPERATION_CANCEL_FAILED});
    CHECK(cancel(token.session, 0) == Rv{CKR_OK});
    CHECK(cancel(token.session, CKF_SIGN) == Rv{CKR_OK});
    CHECK(signature.get() == Rv{CKR_FUNCTION_CANCELED});
    CHECK(user.scene().is_over());
    CHECK(meter.apdus() == 0);
    CHECK(token.sign_authentication().rv == Rv{CKR_OK}); // the session goes on
    CHECK(token.sign_legally().rv == Rv{CKR_OK});
}

TEST_CASE("C_SessionCancel does not wait for a login's window", "[pkcs11][prompt]")
{
    PatientUser user{{"show", "await-go", right}};
    WindowOpen token{user};
    CHECK(cancel(token.session, CKF_SIGN) == Rv{CKR_OPERATION_CANCEL_FAILED});
    user.scene().let_go();
    CHECK(token.login.get() == Rv{CKR_OK});
}

TEST_CASE("the user is asked one question at a time", "[pkcs11][prompt]")
{
    // Each window says when it comes and when it goes.
    PatientUser user{{"enter", "show", "await-go", "leave", right}};
    const KeysFound token;
    TestSession other;
    REQUIRE(token.open(other, CKF_RW_SESSION) == Rv{CKR_OK});
    auto signature = std::async(std::launch::async, [&] { return sign_without_context(token).rv; });
    user.scene().await_window();
    auto change = std::async(std::launch::async, [&] {
        return Rv{p11().C_SetPIN(other.handle(), nullptr, 0, nullptr, 0)};
    });
    let_others_come();
    user.scene().let_go();
    CHECK(signature.get() == Rv{CKR_OK});
    for (int window = 0; window < 2; ++window) {
        user.scene().await_window();
        user.scene().let_go();
    }
    CHECK(change.get() == Rv{CKR_OK});
    CHECK(user.scene().lines("turns") ==
          std::vector<std::string>{"enter", "leave", "enter", "leave", "enter", "leave"});
}

TEST_CASE("a PIN that is confirmed as the caller gives up is not used", "[prompt]")
{
    constexpr std::array<std::uint8_t, 4> digits{'1', '2', '3', '4'};
    const auto store = SecretStore::create();
    pkcs11::QuestionTurn turn;
    pkcs11::Question question{turn};
    const auto standing =
        question.raise(pkcs11::Question::About::signature, pkcs11::Question::Way::window);
    REQUIRE(standing);
    const auto pin = question.in_window([&](const PromptCancellation&) {
        CHECK(question.withdraw(true));
        return Pin::from(*store, digits);
    });
    REQUIRE_FALSE(pin);
    CHECK(pin.error().code == Errc::cancelled);
}
