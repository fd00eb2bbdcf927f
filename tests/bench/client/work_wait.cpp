// SPDX-License-Identifier: Apache-2.0
#include "meter.hpp"
#include "nss.hpp"
#include "work.hpp"

#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

namespace openbeid::bench {

namespace {

/// Nothing tells that a thread is blocked in a call, but that it has not run for a while: longer
/// than the second after which our module looks once more, for what came while it began to wait.
void await_rest()
{
    constexpr int rest_ms = 1500;
    constexpr int patience = 10;
    auto before = wake_ups_of_others();
    for (int i = 0; i < patience; ++i) {
        ::poll(nullptr, 0, rest_ms);
        const auto now = wake_ups_of_others();
        if (now == before) {
            return;
        }
        before = now;
    }
}

} // namespace

void stay_idle(const Setting& setting)
{
    const Program program{setting.module};
    program.initialize();
    const Session session{program, program.slot_of(setting.readers.front())};
    std::thread waiter{[&] {
        CK_SLOT_ID slot = 0;
        CK_RV code = CKR_OK;
        while (code == CKR_OK) { // some modules report every slot once
            code = program.p11().C_WaitForSlotEvent(0, &slot, nullptr);
        }
        Meter::fail("C_WaitForSlotEvent", "returns " + std::to_string(code));
        ::_exit(EXIT_FAILURE);
    }};
    await_rest();

    Meter meter;
    meter.begin();
    ::poll(nullptr, 0, static_cast<int>(setting.idle_ms));
    meter.end();
    Meter::tell("own_system_calls", 1);
    ::_exit(EXIT_SUCCESS); // some modules never end the wait
}

void poll_token(const Setting& setting)
{
    const Program program{setting.module};
    program.initialize();
    const auto slot = program.slot_of(setting.readers.front());
    const Session session{program, slot};

    Meter meter;
    meter.begin();
    for (unsigned i = 0; i < setting.polls; ++i) {
        CK_SLOT_INFO slot_info{};
        CK_TOKEN_INFO token_info{};
        CK_SESSION_INFO session_info{};
        check(program.p11().C_GetSlotInfo(slot, &slot_info), "C_GetSlotInfo");
        check(program.p11().C_GetTokenInfo(slot, &token_info), "C_GetTokenInfo");
        check(program.p11().C_GetSessionInfo(session.handle(), &session_info), "C_GetSessionInfo");
    }
    meter.end();
    program.finalize();
}

void poll_foreign_card(const Setting& setting)
{
    Meter meter;
    meter.begin();
    const Program program{setting.module};
    program.initialize();
    const auto slot = program.slot_of(setting.readers.front());
    for (unsigned i = 0; i < setting.polls; ++i) {
        CK_SLOT_INFO slot_info{};
        CK_TOKEN_INFO token_info{};
        static_cast<void>(program.slots(true));
        check(program.p11().C_GetSlotInfo(slot, &slot_info), "C_GetSlotInfo");
        static_cast<void>(program.p11().C_GetTokenInfo(slot, &token_info)); // has no token for us
    }
    meter.end();
    program.finalize();
}

} // namespace openbeid::bench
