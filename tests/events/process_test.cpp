// SPDX-License-Identifier: Apache-2.0
// fork, several processes, and processes that end in any way.
#include "child.hpp"
#include "daemon.hpp"
#include "loaded_module.hpp"
#include "scenario.hpp"
#include "support/temporary_directory.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <set>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// Logs in, waits until all have, signs, and logs out when all have signed: a logout ends the
/// others' logins too.
bool sign_among_others(const std::string& reader,
                       const Signal& logged_in,
                       const Signal& may_sign,
                       const Signal& signed_all,
                       const Signal& may_leave)
{
    constexpr int signatures = 25;
    if (p11().C_Initialize(nullptr) != CKR_OK) {
        return false;
    }
    const auto slot = slot_of(reader);
    const auto session = open_session(slot);
    const bool user = log_in(session) == CKR_OK;
    const auto signer = Signer::of(session, slot);
    logged_in.tell();
    may_sign.await();
    int good = 0;
    for (int i = 0; i < signatures; ++i) {
        good += signer.init_and_sign() == CKR_OK ? 1 : 0;
    }
    signed_all.tell();
    may_leave.await();
    return p11().C_Finalize(nullptr) == CKR_OK && user && good == signatures;
}

/// No right is left on the card.
void check_closed(const Scenario& scenario)
{
    if (scenario.card.tells_right()) {
        CHECK_FALSE(scenario.card.has_right());
    }
}

/// Whether that thread of this process waits for something.
bool sleeps(pid_t thread)
{
    std::ifstream file{"/proc/self/task/" + std::to_string(thread) + "/stat"};
    std::string number;
    std::string name;
    char state = 0;
    file >> number >> name >> state;
    return state == 'S';
}

/// Descriptors of this process that a program which it starts gets.
std::set<std::string> inherited_descriptors()
{
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
        const auto name = entry.path().filename().string();
        int number = -1;
        std::from_chars(name.data(), name.data() + name.size(), number);
        const int flags = ::fcntl(number, F_GETFD);
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0) {
            names.insert(name);
        }
    }
    return names;
}

/// A whole program's life.
bool live(const std::string& reader)
{
    return p11().C_Initialize(nullptr) == CKR_OK && works(slot_of(reader)) &&
           p11().C_Finalize(nullptr) == CKR_OK;
}

} // namespace

TEST_CASE("four processes sign at once", "[process]")
{
    Scenario scenario{60s};
    scenario.finalize();
    constexpr std::size_t count = 4;
    const Signal logged_in;
    const Signal may_sign;
    const Signal signed_all;
    const Signal may_leave;
    std::vector<std::unique_ptr<Child>> processes;
    for (std::size_t i = 0; i < count; ++i) {
        processes.push_back(std::make_unique<Child>([&] {
            return sign_among_others(
                scenario.card.reader(), logged_in, may_sign, signed_all, may_leave);
        }));
    }
    const auto all = [](const Signal& heard, const Signal& told) {
        for (std::size_t i = 0; i < count; ++i) {
            heard.await();
        }
        for (std::size_t i = 0; i < count; ++i) {
            told.tell();
        }
    };
    all(logged_in, may_sign);
    all(signed_all, may_leave);
    for (const auto& process : processes) {
        CHECK(process->succeeded());
    }
    scenario.initialize();
    scenario.check_works();
}

TEST_CASE("a forked child has a module of its own, and the parent goes on", "[process]")
{
    Scenario scenario{30s};
    scenario.log_in();
    const Signal child_works;
    const Signal may_leave;
    Child child{[&] {
        CK_SESSION_INFO info{};
        const bool fresh = p11().C_GetSessionInfo(scenario.session.handle(), &info) ==
                           CKR_CRYPTOKI_NOT_INITIALIZED;
        const bool initialized = p11().C_Initialize(nullptr) == CKR_OK;
        const auto slot = slot_of(scenario.card.reader());
        const auto session = open_session(slot);
        const bool is_public = !is_user(state_of(session));
        const bool signs =
            log_in(session) == CKR_OK && Signer::of(session, slot).init_and_sign() == CKR_OK;
        child_works.tell();
        may_leave.await();
        return fresh && initialized && is_public && signs;
    }};
    REQUIRE(child_works.await());
    CHECK(scenario.sign() == ok);
    may_leave.tell();
    CHECK(child.succeeded()); // and dies without C_Finalize
    scenario.check_truth();
    CHECK(is_user(scenario.session.state()));
    CHECK(scenario.sign() == ok);
}

TEST_CASE("a forked child that logs in everywhere costs the other card one try", "[process]")
{
    constexpr std::string_view other_pin{"57902"};
    Scenario scenario{30s};
    scenario.log_in();
    const CardControl second{1};
    second.restore("v18-foreigner");
    const TestSession owner{open_session(slot_of(second.reader()))};
    REQUIRE(owner.set_pin(right_pin, other_pin) == ok);
    // As programs do that were told one PIN, and try again where it was refused.
    Child child{[&] {
        const bool initialized = p11().C_Initialize(nullptr) == CKR_OK;
        const auto slot = slot_of(scenario.card.reader());
        const auto session = open_session(slot);
        const auto other = open_session(slot_of(second.reader()));
        const bool refused =
            log_in(other) == CKR_PIN_INCORRECT && log_in(other) == CKR_PIN_INCORRECT;
        return initialized && refused && !is_user(state_of(other)) && log_in(session) == CKR_OK &&
               Signer::of(session, slot).init_and_sign() == CKR_OK;
    }};
    CHECK(child.succeeded());
    CHECK(second.tries() == 2);
    CHECK(scenario.sign() == ok);
    CHECK(owner.login(other_pin) == ok);
    CHECK(second.tries() == 3);
    second.restore("v18-foreigner");
}

// libpcsclite has one lock for the whole process, also while it waits for pcscd's first answer.
TEST_CASE("a child that is forked while a thread connects to pcscd has readers", "[process]")
{
    Scenario scenario{30s};
    // Registered after the module's own handlers: called before them.
    ::pthread_atfork(resume_pcscd, nullptr, nullptr);
    scenario.finalize();
    REQUIRE(Rv{p11().C_Initialize(nullptr)} == ok); // which does not speak to pcscd
    pause_pcscd();
    std::atomic<pid_t> thread{0};
    auto connecting = std::async(std::launch::async, [&] {
        thread = ::gettid();
        CK_ULONG count = 0;
        return Rv{p11().C_GetSlotList(CK_FALSE, nullptr, &count)};
    });
    REQUIRE(becomes_true([&] { return thread != 0 && sleeps(thread); }, 5s));
    Child child{[&] { return live(scenario.card.reader()); }};
    CHECK(child.succeeded());
    CHECK(connecting.get() == ok);
    CHECK(Rv{p11().C_Finalize(nullptr)} == ok);
    scenario.initialize();
    scenario.check_works();
}

TEST_CASE("programs that the host starts get no descriptor of ours", "[process]")
{
    const TemporaryDirectory folder;
    const Variable level{"OPENBEID_LOG", "debug"};
    const Variable file{"OPENBEID_LOG_FILE", folder / "log"};
    Scenario scenario;
    scenario.finalize();
    const auto before = inherited_descriptors();
    scenario.initialize();
    scenario.log_in();
    CHECK(scenario.sign() == ok);
    CHECK(inherited_descriptors() == before);
}

TEST_CASE("a forked child that never calls the module does nothing to the parent", "[process]")
{
    Scenario scenario;
    scenario.log_in();
    const auto apdus = scenario.card.counter("apdus");
    Child child{[] { return true; }};
    CHECK(child.succeeded());
    CHECK(scenario.card.counter("apdus") == apdus);
    CHECK(is_user(scenario.session.state()));
    CHECK(scenario.sign() == ok);
    scenario.check_truth();
}

TEST_CASE("what a killed process left open on the card, the next one closes", "[process]")
{
    Scenario scenario;
    const Signal logged_in;
    const auto reader = scenario.card.reader();
    scenario.finalize();
    Child child{[&] {
        const bool user = p11().C_Initialize(nullptr) == CKR_OK &&
                          log_in(open_session(slot_of(reader))) == CKR_OK;
        logged_in.tell();
        return user && Signal{}.await();
    }};
    REQUIRE(logged_in.await());
    child.kill();
    const auto left = [&] { return !is_in_use(reader); };
    CHECK(becomes_true(left, 2s));
    scenario.initialize();
    scenario.open();
    // pcscd resets the card of a dead program only if that one held a transaction. Whatever the
    // card allows, without a login of our own a session is public.
    CHECK(scenario.session.state() == CKS_RW_PUBLIC_SESSION);
    scenario.log_in_here();
    CHECK(scenario.sign() == ok);
    CHECK(scenario.session.close() == ok);
    check_closed(scenario);
    scenario.check_works();
}

TEST_CASE("a process may end, unload or never finalise the module", "[process]")
{
    Scenario scenario{40s};
    scenario.finalize();
    const auto reader = scenario.card.reader();
    SECTION("dlclose without C_Finalize")
    {
        Child child{[&] {
            const bool user = p11().C_Initialize(nullptr) == CKR_OK &&
                              log_in(open_session(slot_of(reader))) == CKR_OK;
            unload_module();
            return user;
        }};
        CHECK(child.succeeded());
    }
    SECTION("dlclose after C_Finalize, and again")
    {
        Child child{[&] {
            bool good = true;
            for (int i = 0; i < 5; ++i) {
                good = live(reader) && good;
                unload_module();
                good = !is_module_mapped() && good;
            }
            return good;
        }};
        CHECK(child.succeeded());
    }
    SECTION("exit without C_Finalize, with an exit handler that calls it")
    {
        Child child{[&] {
            const bool user = p11().C_Initialize(nullptr) == CKR_OK &&
                              log_in(open_session(slot_of(reader))) == CKR_OK;
            std::atexit([] { ::_exit(p11().C_Finalize(nullptr) == CKR_OK ? 0 : 1); });
            std::exit(user ? 0 : 1); // NOLINT(concurrency-mt-unsafe): the only thread
            return false;
        }};
        CHECK(child.succeeded());
        check_closed(scenario);
    }
    SECTION("exit without C_Finalize")
    {
        Child child{[&] {
            const bool user = p11().C_Initialize(nullptr) == CKR_OK &&
                              log_in(open_session(slot_of(reader))) == CKR_OK;
            std::exit(user ? 0 : 1); // NOLINT(concurrency-mt-unsafe): the only thread
            return false;
        }};
        CHECK(child.succeeded());
    }
    const auto left = [&] { return !is_in_use(reader); };
    CHECK(becomes_true(left, 2s));
    scenario.initialize();
    scenario.check_works();
    check_closed(scenario);
}
