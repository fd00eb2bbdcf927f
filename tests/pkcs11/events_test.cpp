// SPDX-License-Identifier: Apache-2.0
// C_WaitForSlotEvent.
#include "states.hpp"

#include <pthread.h>

#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr CK_SLOT_ID no_slot = 99;

struct Event {
    Rv rv;
    CK_SLOT_ID slot{no_slot};
};

Event wait_for_event(CK_FLAGS flags = 0)
{
    Event event;
    event.rv = Rv{p11().C_WaitForSlotEvent(flags, &event.slot, nullptr)};
    return event;
}

Event poll_event()
{
    return wait_for_event(CKF_DONT_BLOCK);
}

/// A thread that is blocked in C_WaitForSlotEvent.
class Waiting {
public:
    explicit Waiting(const Initialized& token) : thread_{[this] { event_ = wait_for_event(); }}
    {
        token.readers.await_waiters(1);
    }
    Event join()
    {
        thread_.join();
        return event_;
    }

private:
    Event event_;
    std::thread thread_;
};

} // namespace

TEST_CASE("without blocking, an event is told once, and then there is none", "[pkcs11][events]")
{
    CardInserted token;
    CHECK(poll_event().rv == Rv{CKR_NO_EVENT}); // what was there before does not count
    token.readers.remove(first_reader);
    const auto event = poll_event();
    CHECK(event.rv == Rv{CKR_OK});
    CHECK(event.slot == 0);
    CHECK(poll_event().rv == Rv{CKR_NO_EVENT});
}

TEST_CASE("an exchange of cards is one event", "[pkcs11][events]")
{
    CardInserted token;
    CHECK(poll_event().rv == Rv{CKR_NO_EVENT});
    token.readers.exchange(first_reader, make_card("v17-citizen"));
    CHECK(poll_event().rv == Rv{CKR_OK});
    CHECK(poll_event().rv == Rv{CKR_NO_EVENT});
}

TEST_CASE("an event that another call has seen is told all the same", "[pkcs11][events]")
{
    CardInserted token;
    static_cast<void>(token.slots(true));
    token.readers.remove(first_reader);
    static_cast<void>(token.slots(true));
    CHECK(poll_event().rv == Rv{CKR_OK});
}

TEST_CASE("who waits is woken by the insertion of a card", "[pkcs11][events]")
{
    Initialized token;
    Waiting waiting{token};
    token.readers.insert(first_reader, make_card("v18-citizen"));
    const auto event = waiting.join();
    CHECK(event.rv == Rv{CKR_OK});
    CHECK(event.slot == 0);
}

TEST_CASE("who waits is woken by the removal of a card", "[pkcs11][events]")
{
    OpenSession token;
    Waiting waiting{token};
    token.readers.remove(first_reader);
    CHECK(waiting.join().rv == Rv{CKR_OK});
    CHECK(token.session.state() == CK_UNAVAILABLE_INFORMATION); // known to everybody at once
}

TEST_CASE("who waits is woken by a new reader with a card", "[pkcs11][events]")
{
    Initialized token;
    Waiting waiting{token};
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, make_card("v18-citizen"));
    const auto event = waiting.join();
    CHECK(event.rv == Rv{CKR_OK});
    CHECK(event.slot == 1);
}

TEST_CASE("who waits without readers waits for the first", "[pkcs11][events]")
{
    Initialized token;
    token.readers.stop_service();
    Waiting waiting{token};
    token.readers.insert(first_reader, make_card("v18-citizen"));
    token.readers.start_service();
    CHECK(waiting.join().rv == Rv{CKR_OK});
}

TEST_CASE("another program's connection is no event", "[pkcs11][events]")
{
    CardInserted token;
    Waiting waiting{token};
    {
        const auto other = token.other_program();
    }
    token.readers.await_waiters(1);
    token.readers.remove(first_reader);
    CHECK(waiting.join().rv == Rv{CKR_OK});
    CHECK(poll_event().rv == Rv{CKR_NO_EVENT});
}

TEST_CASE("C_Finalize ends the wait of another thread", "[pkcs11][events]")
{
    CardInserted token;
    Waiting waiting{token};
    CHECK(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    CHECK(waiting.join().rv == Rv{CKR_CRYPTOKI_NOT_INITIALIZED});
}

TEST_CASE("C_Finalize ends the waits of many threads", "[pkcs11][events]")
{
    constexpr unsigned count = 8;
    Initialized token;
    std::vector<std::thread> threads;
    std::vector<Event> events(count);
    for (unsigned i = 0; i < count; ++i) {
        threads.emplace_back([&event = events[i]] { event = wait_for_event(); });
    }
    token.readers.await_waiters(count);
    CHECK(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    for (auto& thread : threads) {
        thread.join();
    }
    for (const auto& event : events) {
        CHECK(event.rv == Rv{CKR_CRYPTOKI_NOT_INITIALIZED});
    }
}

TEST_CASE("a thread that is cancelled waits to the end, and is cancelled then", "[pkcs11][events]")
{
    CardInserted token;
    bool cancelled = true;
    Rv expected{CKR_OK};
    Event event;
    std::thread thread{[&] {
        event = wait_for_event();
        ::pthread_testcancel();
        cancelled = false;
    }};
    token.readers.await_waiters(1);
    ::pthread_cancel(thread.native_handle());
    SECTION("by an event")
    {
        token.readers.remove(first_reader);
    }
    SECTION("by C_Finalize")
    {
        expected = Rv{CKR_CRYPTOKI_NOT_INITIALIZED};
        CHECK(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    }
    thread.join();
    CHECK(cancelled);
    CHECK(event.rv == expected);
}

TEST_CASE("a wait for which there is no memory leaves nothing behind", "[pkcs11][events]")
{
    Initialized token;
    token.readers.starve_waits(2);
    CHECK(wait_for_event().rv == Rv{CKR_HOST_MEMORY});
    CHECK(wait_for_event().rv == Rv{CKR_HOST_MEMORY});
    Waiting waiting{token};
    CHECK(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK}); // ends that one only
    CHECK(waiting.join().rv == Rv{CKR_CRYPTOKI_NOT_INITIALIZED});
}

TEST_CASE("a wait does not stop other calls", "[pkcs11][events]")
{
    OpenSession token;
    Waiting waiting{token};
    CHECK(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}).size() == 2);
    token.readers.remove(first_reader);
    CHECK(waiting.join().rv == Rv{CKR_OK});
}

TEST_CASE("C_WaitForSlotEvent wants a slot to write to and nothing reserved", "[pkcs11][events]")
{
    const Initialized token;
    CK_SLOT_ID slot = 0;
    CHECK(Rv{p11().C_WaitForSlotEvent(CKF_DONT_BLOCK, nullptr, nullptr)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(Rv{p11().C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, &slot)} == Rv{CKR_ARGUMENTS_BAD});
}
