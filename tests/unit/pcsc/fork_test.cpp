// SPDX-License-Identifier: Apache-2.0
// A process that forks while one of its threads connects to pcscd.
#include "fake_daemon.hpp"
#include "pcsc/context.hpp"
#include "support/catch.hpp"
#include "support/in_child.hpp"

#include <pthread.h>

#include <atomic>
#include <future>

using namespace openbeid;

namespace {

std::atomic<bool> fork_began{false};
std::atomic<bool> connecting{false};
std::atomic<bool> connected_at_fork{false};

/// Handlers of the test around those of the code. The last to register is the first that is called
/// before a fork.
void watch_forks()
{
    static const bool once = [] {
        ::pthread_atfork([] { connected_at_fork = !connecting; }, nullptr, nullptr);
        pcsc::watch_forks();
        ::pthread_atfork(
            [] {
                fork_began = true;
                fork_began.notify_all();
            },
            nullptr,
            nullptr);
        return true;
    }();
    static_cast<void>(once);
}

/// A thread that is within SCardEstablishContext until `condition` is true.
class Connecting {
public:
    explicit Connecting(const std::atomic<bool>& condition)
    {
        watch_forks();
        fork_began = false;
        pcscd->at_call("SCardEstablishContext", 1, [&] {
            connecting = true;
            connecting.notify_all();
            condition.wait(false);
            connecting = false;
        });
        thread_ = std::async(std::launch::async, [] { return succeeds(); });
        connecting.wait(false);
    }

    [[nodiscard]] bool connected() { return thread_.get(); }
    [[nodiscard]] static bool succeeds() { return pcsc::Context::establish().has_value(); }

    fake::Session pcscd;

private:
    std::future<bool> thread_;
};

/// Ends the process if it hangs.
bool connects_in_child()
{
    ::alarm(10);
    return Connecting::succeeds();
}

} // namespace

TEST_CASE("a fork waits for a thread that connects to pcscd", "[pcsc][fork]")
{
    Connecting it{fork_began};
    CHECK(test::in_child(connects_in_child));
    CHECK(connected_at_fork);
    CHECK(it.connected());
}

TEST_CASE("a fork does not wait for a pcscd that hangs, and the child does not hang with it",
          "[pcsc][fork]")
{
    std::atomic<bool> go_on{false};
    Connecting it{go_on};
    const bool refused = test::in_child([] {
        ::alarm(10);
        const auto context = pcsc::Context::establish();
        const bool grandchild_hangs = test::in_child(connects_in_child);
        return !context && context.error().code == Errc::service_unavailable && !grandchild_hangs;
    });
    CHECK(refused);
    CHECK_FALSE(connected_at_fork);
    go_on = true;
    go_on.notify_all();
    CHECK(it.connected());
    CHECK(test::in_child(connects_in_child)); // another time it works
}
