// SPDX-License-Identifier: Apache-2.0
// The life of the module in a process: C_Initialize, C_Finalize, fork.
#include "states.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// Runs `function` in a child process: its result is the exit code.
template <typename Function>
int in_child(Function&& function)
{
    const auto child = ::fork();
    if (child == 0) {
        ::_exit(function());
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

} // namespace

TEST_CASE("a child process has to initialise the module itself, and can", "[pkcs11][process]")
{
    const KeysFound token;
    const auto connects = token.readers.counters().connects;
    const Meter meter{*token.card};
    const int code = in_child([&] {
        CK_INFO info{};
        if (p11().C_GetInfo(&info) != CKR_CRYPTOKI_NOT_INITIALIZED) {
            return 1;
        }
        if (token.session.sign(some_text()).rv != Rv{CKR_CRYPTOKI_NOT_INITIALIZED}) {
            return 2;
        }
        if (p11().C_Finalize(nullptr) != CKR_CRYPTOKI_NOT_INITIALIZED) {
            return 3;
        }
        if (p11().C_Initialize(nullptr) != CKR_OK) {
            return 4;
        }
        CK_ULONG count = 0;
        if (p11().C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK || count != 1) {
            return 5;
        }
        TestSession session;
        if (token.open(session) != Rv{CKR_OK} || session.state() != CKS_RW_PUBLIC_SESSION) {
            return 6;
        }
        if (token.session.state() != CK_UNAVAILABLE_INFORMATION) { // the parent's handle
            return 7;
        }
        if (session.login(right_pin) != Rv{CKR_OK} || session.logout() != Rv{CKR_OK}) {
            return 8;
        }
        return p11().C_Finalize(nullptr) == CKR_OK ? 0 : 9;
    });
    CHECK(code == 0);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
    CHECK(token.readers.counters().connects == connects);
    CHECK(meter.apdus() == 3);
}

TEST_CASE("a child that just exits disturbs nothing", "[pkcs11][process]")
{
    const KeysFound token;
    CHECK(in_child([] { return 0; }) == 0);
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
}

TEST_CASE("a PIN that waits does not cross a fork", "[pkcs11][process][signature-key]")
{
    const KeysFound token;
    REQUIRE(token.session.sign_init(CKM_ECDSA_SHA256, token.signature_key) == Rv{CKR_OK});
    REQUIRE(token.session.context_login(right_pin) == Rv{CKR_OK});
    CHECK(in_child([&] {
              return token.session.sign(some_text()).rv == Rv{CKR_CRYPTOKI_NOT_INITIALIZED} ? 0 : 1;
          }) == 0);
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
}

TEST_CASE("a fork while other threads are at work leaves the child usable", "[pkcs11][process]")
{
    const OpenSession token;
    std::atomic<bool> stop{false};
    std::thread busy{[&] {
        while (!stop) {
            static_cast<void>(token.session.find_init(Wanted{CKO_CERTIFICATE}));
            static_cast<void>(token.session.find_final());
        }
    }};
    for (int i = 0; i < 20; ++i) {
        // Not further than that: the virtual readers themselves are not made for a fork.
        CHECK(in_child([&] {
                  CK_INFO info{};
                  return p11().C_GetInfo(&info) == CKR_CRYPTOKI_NOT_INITIALIZED ? 0 : 1;
              }) == 0);
    }
    stop = true;
    busy.join();
}

TEST_CASE("the module can be initialised and finalised a thousand times", "[pkcs11][process]")
{
    const CardInserted token;
    REQUIRE(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    constexpr int cycles = 1000;
    for (int i = 0; i < cycles; ++i) {
        REQUIRE(p11().C_Initialize(nullptr) == CKR_OK);
        if (i % 100 == 0) {
            TestSession session;
            REQUIRE(token.slots(true).size() == 1);
            REQUIRE(token.open(session) == Rv{CKR_OK});
            REQUIRE_FALSE(session.certificate(authentication_id).empty());
        }
        REQUIRE(p11().C_Finalize(nullptr) == CKR_OK);
    }
}

TEST_CASE("a second C_Initialize is told that there was one, and changes nothing",
          "[pkcs11][process]")
{
    const LoggedIn token;
    CHECK(Rv{p11().C_Initialize(nullptr)} == Rv{CKR_CRYPTOKI_ALREADY_INITIALIZED});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
}

TEST_CASE("handles of before C_Finalize are not handles after it", "[pkcs11][process]")
{
    const KeysFound token;
    REQUIRE(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    CHECK(token.session.close() == Rv{CKR_CRYPTOKI_NOT_INITIALIZED});
    REQUIRE(Rv{p11().C_Initialize(nullptr)} == Rv{CKR_OK});
    static_cast<void>(token.slots(true));
    TestSession fresh;
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    CHECK(token.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(fresh.attribute(token.authentication_key, CKA_LABEL).rv == Rv{CKR_OBJECT_HANDLE_INVALID});
}

TEST_CASE("nothing but the discovery of functions works before C_Initialize", "[pkcs11][process]")
{
    CK_INFO info{};
    CK_ULONG count = 0;
    CK_SLOT_ID slot = 0;
    const Rv none{CKR_CRYPTOKI_NOT_INITIALIZED};
    CHECK(Rv{p11().C_GetInfo(&info)} == none);
    CHECK(Rv{p11().C_GetSlotList(CK_FALSE, nullptr, &count)} == none);
    CHECK(Rv{p11().C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr)} == none);
    CHECK(Rv{p11().C_Finalize(nullptr)} == none);
    CHECK(TestSession{1}.login(right_pin) == none);
    CHECK(Rv{list_3_0().C_SessionCancel(1, CKF_SIGN)} == none);
    CHECK(Rv{p11().C_InitToken(0, nullptr, 0, nullptr)} == none);
}

TEST_CASE("C_Initialize with odd arguments", "[pkcs11][process]")
{
    const Initialized token;
    REQUIRE(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    const auto initialize = [](CK_C_INITIALIZE_ARGS arguments) {
        const Rv rv{p11().C_Initialize(&arguments)};
        if (rv == Rv{CKR_OK}) {
            CHECK(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
        }
        return rv;
    };
    const auto create = [](void**) -> CK_RV { return CKR_OK; };
    const auto use = [](void*) -> CK_RV { return CKR_OK; };
    int reserved = 0;
    CHECK(initialize({}) == Rv{CKR_OK});
    CHECK(initialize({nullptr, nullptr, nullptr, nullptr, CKF_OS_LOCKING_OK, nullptr}) ==
          Rv{CKR_OK});
    CHECK(initialize({create,
                      use,
                      use,
                      use,
                      CKF_OS_LOCKING_OK | CKF_LIBRARY_CANT_CREATE_OS_THREADS,
                      nullptr}) == Rv{CKR_OK}); // as NSS does
    CHECK(initialize({create, use, use, use, 0, nullptr}) == Rv{CKR_CANT_LOCK});
    CHECK(initialize({create, use, nullptr, use, CKF_OS_LOCKING_OK, nullptr}) ==
          Rv{CKR_ARGUMENTS_BAD});
    CHECK(initialize({nullptr, nullptr, nullptr, nullptr, 0, &reserved}) == Rv{CKR_ARGUMENTS_BAD});
    REQUIRE(Rv{p11().C_Initialize(nullptr)} == Rv{CKR_OK});
    CHECK(Rv{p11().C_Finalize(&reserved)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(token.slots(false).size() == 1);
}
