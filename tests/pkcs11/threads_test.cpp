// SPDX-License-Identifier: Apache-2.0
// Many threads at once. Of use most of all under ThreadSanitizer.
#include "openssl_verify.hpp"
#include "states.hpp"
#include "support/temporary_directory.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr int thread_count = 6;

/// Catch's assertions are for one thread: the others count what went wrong.
int count_failures(const std::function<bool(int thread)>& work, int count = thread_count)
{
    std::atomic<int> failures{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&, i] { failures += work(i) ? 0 : 1; });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    return failures;
}

/// C_Sign without the checks of TestSession.
Output sign(const TestSession& session)
{
    Bytes text(some_text().begin(), some_text().end());
    Output output{.rv = {}, .data = Bytes(512), .length = 512};
    output.rv = Rv{p11().C_Sign(
        session.handle(), text.data(), text.size(), output.data.data(), &output.length)};
    output.data.resize(output.length);
    return output;
}

Output sign(const TestSession& session, CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE key)
{
    const auto rv = session.sign_init(type, key);
    return rv == Rv{CKR_OK} ? sign(session) : Output{.rv = rv};
}

/// A call in a thread of its own, which sleeps once the object is made: it waits for a lock that
/// the maker knows of.
class SleepingCall {
public:
    explicit SleepingCall(std::function<Rv()> call)
    {
        std::promise<pid_t> id;
        auto known = id.get_future();
        thread_ = std::thread{[this, call = std::move(call), &id] {
            id.set_value(::gettid());
            rv_ = call();
        }};
        const auto file = "/proc/self/task/" + std::to_string(known.get()) + "/stat";
        while (content_of(file).find(") S ") == std::string::npos) {
            std::this_thread::yield();
        }
    }
    SleepingCall(const SleepingCall&) = delete;
    SleepingCall& operator=(const SleepingCall&) = delete;
    ~SleepingCall()
    {
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    Rv join()
    {
        thread_.join();
        return rv_;
    }

private:
    Rv rv_;
    std::thread thread_;
};

/// A C_Logout that waits behind a signature of another session, which waits for another program.
class LogoutBehindSignature {
public:
    /// @param token  logged in to; outlives this
    explicit LogoutBehindSignature(const KeysFound& token) : other_{token.other_program()}
    {
        REQUIRE(token.open(signing_session_) == Rv{CKR_OK});
        REQUIRE(token.open(leaving_session_) == Rv{CKR_OK});
        other_.lock();
        signing_ = std::thread{[this, key = token.authentication_key] {
            static_cast<void>(sign(signing_session_, CKM_ECDSA_SHA256, key));
        }};
        token.readers.await_blocked_transactions(1);
        logout_.emplace([this] { return Rv{p11().C_Logout(leaving_session_.handle())}; });
    }
    LogoutBehindSignature(const LogoutBehindSignature&) = delete;
    LogoutBehindSignature& operator=(const LogoutBehindSignature&) = delete;
    ~LogoutBehindSignature()
    {
        if (signing_.joinable()) {
            go_on();
        }
    }

    /// The other program lets go of the card.
    /// @return  that of C_Logout
    Rv go_on()
    {
        other_.unlock();
        signing_.join();
        return logout_->join();
    }

private:
    OtherProgram other_;
    TestSession signing_session_;
    TestSession leaving_session_;
    std::thread signing_;
    std::optional<SleepingCall> logout_;
};

} // namespace

TEST_CASE("what is found and begun while C_Logout waits for the card ends with it",
          "[pkcs11][threads]")
{
    const KeysFound token;
    LogoutBehindSignature waiting{token};
    const auto key = token.session.key(authentication_id);
    CHECK(token.session.sign_init(CKM_ECDSA_SHA256, key) == Rv{CKR_OK});
    CHECK(waiting.go_on() == Rv{CKR_OK});
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(token.session.sign_init(CKM_ECDSA_SHA256, key) == Rv{CKR_KEY_HANDLE_INVALID});
    CHECK(token.session.key(authentication_id) != key);
}

TEST_CASE("a context-specific login that waits behind C_Logout logs nobody in",
          "[pkcs11][threads][signature-key]")
{
    const KeysFound token;
    REQUIRE(token.session.sign_init(CKM_ECDSA_SHA256, token.signature_key) == Rv{CKR_OK});
    LogoutBehindSignature waiting{token};
    SleepingCall login{[&] { return token.session.context_login(right_pin); }};
    CHECK(waiting.go_on() == Rv{CKR_OK});
    static_cast<void>(login.join()); // it may have been faster
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
}

TEST_CASE("who waits to sign with Signature while the card is taken out is told that",
          "[pkcs11][threads][signature-key]")
{
    KeysFound token;
    TestSession waiting;
    REQUIRE(token.open(waiting) == Rv{CKR_OK});
    REQUIRE(waiting.sign_init(CKM_ECDSA_SHA256, token.signature_key) == Rv{CKR_OK});
    REQUIRE(waiting.context_login(right_pin) == Rv{CKR_OK});
    auto other = token.other_program();
    other.lock();
    SleepingCall first{
        [&] { return sign(token.session, CKM_ECDSA_SHA256, token.authentication_key).rv; }};
    token.readers.await_blocked_transactions(1);
    SleepingCall second{[&] { return sign(waiting).rv; }};
    token.readers.remove(first_reader);
    CHECK(first.join() == Rv{CKR_DEVICE_REMOVED});
    CHECK(second.join() == Rv{CKR_DEVICE_REMOVED});
    CHECK(waiting.sign_init(CKM_ECDSA_SHA256, token.signature_key) ==
          Rv{CKR_SESSION_HANDLE_INVALID});
}

TEST_CASE("threads sign in sessions of their own", "[pkcs11][threads]")
{
    const KeysFound token;
    const auto certificate = token.session.certificate(authentication_id);
    CHECK(count_failures([&](int) {
              TestSession session;
              bool good = token.open(session, 0) == Rv{CKR_OK};
              for (int i = 0; i < 10; ++i) {
                  const auto output = sign(session, CKM_ECDSA_SHA256, token.authentication_key);
                  good = good && output.rv == Rv{CKR_OK} &&
                         openssl_verifies(
                             certificate, {CKM_ECDSA_SHA256, {}}, some_text(), output.data);
              }
              return session.close() == Rv{CKR_OK} && good;
          }) == 0);
}

TEST_CASE("eight threads make 200 signatures each with the cards in two readers",
          "[pkcs11][threads]")
{
    KeysFound token;
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, make_card("v18-foreigner"));
    token.let_module_look();
    TestSession second;
    REQUIRE(token.open(second, CKF_RW_SESSION, 1) == Rv{CKR_OK});
    REQUIRE(second.login(right_pin) == Rv{CKR_OK});
    const std::array keys{token.authentication_key, second.key(authentication_id)};
    const std::array certificates{token.session.certificate(authentication_id),
                                  second.certificate(authentication_id)};
    constexpr int eight = 8;
    CHECK(count_failures(
              [&](int thread) {
                  const auto slot = static_cast<std::size_t>(thread) % keys.size();
                  TestSession session;
                  bool good = token.open(session, 0, slot) == Rv{CKR_OK};
                  for (int i = 0; i < 200; ++i) {
                      const auto output = sign(session, CKM_ECDSA_SHA384, keys[slot]);
                      good =
                          good && output.rv == Rv{CKR_OK} &&
                          openssl_verifies(
                              certificates[slot], {CKM_ECDSA_SHA384, {}}, some_text(), output.data);
                  }
                  return session.close() == Rv{CKR_OK} && good;
              },
              eight) == 0);
}

TEST_CASE("threads that share one session get answers, and never each other's signature",
          "[pkcs11][threads]")
{
    const KeysFound token;
    const auto certificate = token.session.certificate(authentication_id);
    CHECK(
        count_failures([&](int) {
            for (int i = 0; i < 10; ++i) {
                const auto output = sign(token.session, CKM_ECDSA_SHA256, token.authentication_key);
                const bool verifies =
                    output.rv == Rv{CKR_OK} &&
                    openssl_verifies(certificate, {CKM_ECDSA_SHA256, {}}, some_text(), output.data);
                const bool interrupted = output.rv == Rv{CKR_OPERATION_ACTIVE} ||
                                         output.rv == Rv{CKR_OPERATION_NOT_INITIALIZED};
                if (!verifies && !interrupted) {
                    return false;
                }
            }
            return true;
        }) == 0);
}

TEST_CASE("of many threads that initialise one wins, and its log goes on", "[pkcs11][threads]")
{
    const TemporaryDirectory folder;
    const auto file = folder / "log";
    const Variable level{"OPENBEID_LOG", "debug"};
    const Variable log_file{"OPENBEID_LOG_FILE", file.string()};
    const Initialized module;
    for (int round = 0; round < 50; ++round) {
        REQUIRE(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
        std::atomic<int> winners{0};
        CHECK(count_failures([&](int) {
                  const Rv rv{p11().C_Initialize(nullptr)};
                  CK_INFO info{};
                  const Rv used{p11().C_GetInfo(&info)}; // a line while others fail
                  winners += rv == Rv{CKR_OK} ? 1 : 0;
                  return used == Rv{CKR_OK} &&
                         (rv == Rv{CKR_OK} || rv == Rv{CKR_CRYPTOKI_ALREADY_INITIALIZED});
              }) == 0);
        CHECK(winners == 1);
        const auto before = content_of(file).size();
        CK_INFO info{};
        CHECK(Rv{p11().C_GetInfo(&info)} == Rv{CKR_OK});
        CHECK(content_of(file).find("C_GetInfo: CKR_OK", before) != std::string::npos);
    }
}

TEST_CASE("a certificate that many threads want at once is read once", "[pkcs11][threads]")
{
    const OpenSession token;
    const Meter meter{*token.card};
    CHECK(count_failures([&](int) {
              TestSession session;
              const Wanted certificates{CKO_CERTIFICATE};
              auto wanted = certificates.attributes();
              const bool good =
                  token.open(session, 0) == Rv{CKR_OK} &&
                  p11().C_FindObjectsInit(session.handle(), wanted.data(), wanted.size()) == CKR_OK;
              return session.close() == Rv{CKR_OK} && good;
          }) == 0);
    CHECK(meter.commands(ins_select) == 4);
}

TEST_CASE("threads log in and out, open and close, search and ask without end", "[pkcs11][threads]")
{
    const OpenSession token;
    CHECK(count_failures([&](int thread) {
              for (int i = 0; i < 15; ++i) {
                  TestSession session;
                  if (token.open(session, CKF_RW_SESSION) != Rv{CKR_OK}) {
                      return false;
                  }
                  CK_SESSION_INFO info{};
                  CK_TOKEN_INFO about{};
                  switch (thread % 3) {
                  case 0:
                      static_cast<void>(session.login(right_pin));
                      static_cast<void>(session.logout());
                      break;
                  case 1:
                      static_cast<void>(session.find_init(Wanted{CKO_PRIVATE_KEY}));
                      static_cast<void>(session.find_final());
                      break;
                  default:
                      static_cast<void>(session.info(info));
                      static_cast<void>(p11().C_GetTokenInfo(0, &about));
                      advance_clock(std::chrono::milliseconds{100});
                  }
                  if (session.close() != Rv{CKR_OK}) {
                      return false;
                  }
              }
              return true;
          }) == 0);
    CHECK(token.card->tries_left() == 3);
}

TEST_CASE("a card that comes and goes under many threads", "[pkcs11][threads]")
{
    CardInserted token;
    static_cast<void>(token.slots(true));
    std::atomic<bool> stop{false};
    std::thread hand{[&] {
        for (int i = 0; i < 40; ++i) {
            token.readers.remove(first_reader);
            advance_clock(std::chrono::milliseconds{100});
            token.readers.insert(first_reader, token.card);
            advance_clock(std::chrono::milliseconds{100});
            std::this_thread::yield();
        }
        stop = true;
    }};
    CHECK(count_failures([&](int) {
              while (!stop) {
                  TestSession session;
                  if (token.open(session) != Rv{CKR_OK}) {
                      continue;
                  }
                  static_cast<void>(session.login(right_pin));
                  if (session.find_init(Wanted{CKO_PRIVATE_KEY}) == Rv{CKR_OK}) {
                      static_cast<void>(session.find_final());
                  }
                  if (session.close() != Rv{CKR_OK}) {
                      return false;
                  }
              }
              return true;
          }) == 0);
    hand.join();
}

TEST_CASE("a thread that has signed outlives a C_Finalize by another one", "[pkcs11][threads]")
{
    std::promise<bool> has_signed;
    std::promise<void> may_end;
    std::thread signer;
    {
        const KeysFound token;
        signer = std::thread{[&, may = may_end.get_future()] {
            const auto output = sign(token.session, CKM_ECDSA_SHA256, token.authentication_key);
            has_signed.set_value(output.rv == Rv{CKR_OK});
            may.wait();
        }};
        CHECK(has_signed.get_future().get());
    }
    may_end.set_value(); // what OpenSSL keeps for a thread is freed at its end
    signer.join();
}

TEST_CASE("C_Finalize under the calls of other threads", "[pkcs11][threads]")
{
    const CardInserted token;
    REQUIRE(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    for (int round = 0; round < 10; ++round) {
        REQUIRE(Rv{p11().C_Initialize(nullptr)} == Rv{CKR_OK});
        CHECK(count_failures([&](int thread) {
                  if (thread == 0) {
                      return p11().C_Finalize(nullptr) == CKR_OK;
                  }
                  CK_ULONG count = 0;
                  while (p11().C_GetSlotList(CK_TRUE, nullptr, &count) == CKR_OK) {
                      TestSession session;
                      static_cast<void>(token.open(session));
                      static_cast<void>(session.login(right_pin));
                      static_cast<void>(session.find_init({}));
                  }
                  return true;
              }) == 0);
    }
    CHECK_FALSE(token.card->authentication_right());
}

TEST_CASE("a program that tries for the signature key all the time never gets a signature",
          "[pkcs11][threads][signature-key]")
{
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    std::atomic<bool> stop{false};
    std::thread thief{[&] {
        auto program = token.other_program();
        while (!stop) {
            // The card may still have our environment, or that of the last attempt.
            static_cast<void>(program.send("00 A4 08 0C 04 3F 00 DF 00"));
            static_cast<void>(program.send("00 22 41 B6 05 04 80 01 84 83"));
            static_cast<void>(program.send("00 2A 9E 9A 20 "
                                           "01020304 05060708 090A0B0C 0D0E0F10 "
                                           "11121314 15161718 191A1B1C 1D1E1F20"));
        }
    }};
    const Meter meter{*token.card};
    unsigned made = 0;
    for (int i = 0; i < 20; ++i) {
        made += token.sign_legally().rv == Rv{CKR_OK} ? 1U : 0U;
    }
    stop = true;
    thief.join();
    CHECK(made == 20);
    CHECK(meter.signatures_83() == made);
}

TEST_CASE("a signature waits for another program, and keeps no other call waiting",
          "[pkcs11][threads]")
{
    const KeysFound token;
    auto other = token.other_program();
    other.lock();
    Output output;
    std::thread signing{
        [&] { output = sign(token.session, CKM_ECDSA_SHA256, token.authentication_key); }};
    token.readers.await_blocked_transactions(1);
    advance_clock(std::chrono::seconds{2});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.slots(true).size() == 1);
    CHECK((token.slot_flags(0) & CKF_TOKEN_PRESENT) != 0);
    static_cast<void>(token.token_flags());
    other.unlock();
    signing.join();
    CHECK(output.rv == Rv{CKR_OK});
}
