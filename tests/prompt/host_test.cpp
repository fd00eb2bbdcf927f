// SPDX-License-Identifier: Apache-2.0
// Hosts that would notice a child of theirs. Each is a process of its own.
#include "child.hpp"
#include "scene.hpp"
#include "support/catch.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <thread>
#include <vector>

using namespace openbeid;
using namespace openbeid::test;

namespace {

std::atomic<int> child_signals{0};

void count_child_signal(int /*signal*/)
{
    ++child_signals;
}

void do_nothing(int /*signal*/) {}

/// Says what was expected and did not hold; for processes that can't use assertions.
bool holds(bool condition, const char* what)
{
    if (!condition) {
        std::cerr << "does not hold: " << what << std::endl;
    }
    return condition;
}
#define HOLDS(condition) holds(condition, #condition)

bool has_no_child()
{
    return ::waitpid(-1, nullptr, WNOHANG | __WALL) == -1 && errno == ECHILD;
}

long open_descriptors()
{
    const std::filesystem::directory_iterator all{"/proc/self/fd"};
    return std::distance(begin(all), end(all));
}

/// One prompt that is answered, in this process.
bool is_asked(const std::vector<std::string>& script = {"well", "pin 1234"})
{
    return HOLDS(digits(Scene::with_pinentry(script).ask(request())) == "1234");
}

bool fails_well()
{
    return HOLDS(error(Scene::with_pinentry({"well", "crash"}).ask(request())) ==
                 "prompt_failed") &&
           HOLDS(error(Scene::with_helper({"crash"}).ask(request())) == "prompt_crashed") &&
           HOLDS(error(Prompt{"/nowhere"}.ask(request(), *SecretStore::create())) ==
                 "prompt_missing");
}

} // namespace

TEST_CASE("a host sees no child and gets no signal", "[prompt][host]")
{
    Child host{[] {
        std::signal(SIGCHLD, count_child_signal);
        return is_asked() && fails_well() && HOLDS(child_signals == 0) && HOLDS(has_no_child());
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a host that ignores its children is not disturbed", "[prompt][host]")
{
    Child host{[] {
        std::signal(SIGCHLD, SIG_IGN);
        return is_asked() && fails_well() && HOLDS(has_no_child()) &&
               HOLDS(std::signal(SIGCHLD, SIG_DFL) == SIG_IGN);
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a thread that waits for any child gets only the host's own", "[prompt][host]")
{
    Child host{[] {
        const Signal may_end;
        const pid_t own = ::fork();
        if (own == 0) {
            may_end.await();
            ::_exit(42);
        }
        int status = 0;
        pid_t first = 0;
        std::thread waiting{[&] { first = ::waitpid(-1, &status, 0); }};
        const bool good = is_asked() && fails_well();
        may_end.tell();
        waiting.join();
        return good && HOLDS(first == own) && HOLDS(WEXITSTATUS(status) == 42) &&
               HOLDS(has_no_child());
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a host that adopts orphans is left without a zombie", "[prompt][host]")
{
    Child host{[] {
        ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        return is_asked() && fails_well() && HOLDS(has_no_child());
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a host with many descriptors keeps them to itself", "[prompt][host]")
{
    Child host{[] {
        for (int i = 0; i < 500; ++i) {
            if (::open("/dev/null", O_RDONLY) < 0) { // not close-on-exec
                return false;
            }
        }
        const auto before = open_descriptors();
        const auto scene = Scene::with_helper({"report", "write 010431323334"});
        return HOLDS(digits(scene.ask(request())) == "1234") && is_asked() && fails_well() &&
               HOLDS(open_descriptors() == before) && HOLDS(scene.count("report", "fd 0") == 1) &&
               HOLDS(scene.count("report", "fd 1") == 1) &&
               HOLDS(scene.count("report", "fd 2") == 1) &&
               // The fake keeps one open itself, to show that it lives.
               HOLDS(scene.count("report", "fd 3") == 1) &&
               HOLDS(scene.count("report", "fd 4") == 0) &&
               HOLDS(scene.line_after("report", "fd 5").empty());
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a host without standard streams is asked too", "[prompt][host]")
{
    Child host{[] {
        for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            ::close(fd);
        }
        return is_asked() && ::fcntl(STDIN_FILENO, F_GETFD) == -1 &&
               ::fcntl(STDOUT_FILENO, F_GETFD) == -1 && ::fcntl(STDERR_FILENO, F_GETFD) == -1;
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a host without a descriptor left is told so", "[prompt][host]")
{
    Child host{[] {
        const auto scene = Scene::with_pinentry({"well", "pin 1234"});
        const rlimit none{.rlim_cur = 3, .rlim_max = 4096};
        ::setrlimit(RLIMIT_NOFILE, &none);
        const auto pin = scene.ask(request());
        const rlimit again{.rlim_cur = 4096, .rlim_max = 4096};
        ::setrlimit(RLIMIT_NOFILE, &again);
        return HOLDS(error(pin) == "prompt_failed") && HOLDS(has_no_child());
    }};
    CHECK(host.succeeded());
}

TEST_CASE("what a host does with signals does not reach the helper", "[prompt][host]")
{
    Child host{[] {
        for (const int signal : {SIGPIPE, SIGTERM, SIGCHLD, SIGIO, SIGINT}) {
            std::signal(signal, SIG_IGN);
        }
        sigset_t blocked;
        ::sigfillset(&blocked);
        ::pthread_sigmask(SIG_SETMASK, &blocked, nullptr);
        const auto scene = Scene::with_helper({"report", "write 010431323334"});
        const bool good = HOLDS(digits(scene.ask(request())) == "1234") && is_asked();
        sigset_t after;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
        return good && HOLDS(scene.count("report", "SigBlk:0000000000000000") == 1) &&
               HOLDS(scene.count("report", "SigIgn:0000000000000000") == 1) &&
               HOLDS(scene.count("report", "session own") == 1) &&
               HOLDS(::sigismember(&after, SIGUSR1) == 1) &&
               HOLDS(std::signal(SIGPIPE, SIG_DFL) == SIG_IGN);
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a signal for the host does not end the prompt", "[prompt][host]")
{
    Child host{[] {
        struct sigaction action = {};
        action.sa_handler = do_nothing; // without SA_RESTART
        ::sigaction(SIGUSR1, &action, nullptr);
        auto scene = Scene::with_helper({"show", "await-go", "write 010431323334"});
        scene.watch_window();
        std::string outcome;
        std::thread asking{[&] { outcome = digits(scene.ask(request())); }};
        scene.await_window();
        ::pthread_kill(asking.native_handle(), SIGUSR1);
        scene.let_go();
        asking.join();
        return HOLDS(outcome == "1234");
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a forked process asks for itself", "[prompt][host]")
{
    Child host{[] {
        if (!is_asked()) {
            return false;
        }
        Child forked{[] { return is_asked() && HOLDS(has_no_child()); }};
        return HOLDS(forked.succeeded()) && is_asked() && HOLDS(has_no_child());
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a process forked during the prompt does not hold up its end", "[prompt][host]")
{
    Child host{[] {
        auto scene = Scene::with_helper({"show", "await-go", "write 010431323334"});
        scene.watch_window();
        std::string outcome;
        std::thread asking{[&] { outcome = digits(scene.ask(request())); }};
        scene.await_window();
        const Signal may_end;
        const pid_t forked = ::fork(); // with all our pipes
        if (forked == 0) {
            may_end.await();
            ::_exit(0);
        }
        scene.let_go();
        asking.join();
        may_end.tell();
        return HOLDS(outcome == "1234") && HOLDS(::waitpid(forked, nullptr, 0) == forked);
    }};
    CHECK(host.succeeded());
}

TEST_CASE("the window goes when the host dies", "[prompt][host]")
{
    auto scene = Scene::with_pinentry({"well", "hang"});
    scene.watch_window();
    Child host{[&] { return scene.ask(request()).has_value(); }};
    scene.await_window();
    host.kill();
    CHECK(scene.is_over());
}

TEST_CASE("several threads are asked at the same time", "[prompt][host]")
{
    Child host{[] {
        std::signal(SIGCHLD, count_child_signal);
        std::atomic<int> good{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&good, i] {
                const auto pin = std::to_string(100'000 + i);
                const auto scene = Scene::with_pinentry({"well", "pin " + pin});
                good += digits(scene.ask(request())) == pin ? 1 : 0;
            });
        }
        for (auto& thread : threads) {
            thread.join();
        }
        return HOLDS(good == 4) && HOLDS(has_no_child()) && HOLDS(child_signals == 0);
    }};
    CHECK(host.succeeded());
}

TEST_CASE("a prompt goes on while another one is open", "[prompt][host]")
{
    auto hanging = Scene::with_pinentry({"well", "hang"});
    hanging.watch_window();
    auto cancellation = PromptCancellation::create();
    REQUIRE(cancellation);
    std::string outcome;
    std::thread asking{[&] { outcome = error(hanging.ask(request(), &*cancellation)); }};
    hanging.await_window();
    const bool asked = is_asked();
    cancellation->cancel();
    asking.join();
    CHECK(asked);
    CHECK(outcome == "cancelled");
}
