// SPDX-License-Identifier: Apache-2.0
#include "scenario.hpp"

#include "daemon.hpp"
#include "environment.hpp"

#include <thread>

namespace openbeid::test {

Scenario::Scenario(std::chrono::seconds bound)
    : persona{environment("OPENBEID_EVENTS_PERSONA")}, deadline_{bound}
{
    start_pcscd();
    card.restore(persona);
    initialize();
}

Scenario::~Scenario()
{
    CHECK(card.tries() == expected_tries);
    CHECK(card.counter("wrong_tries") == 3U - static_cast<unsigned>(expected_tries));
    finalize();
}

std::string Scenario::other_persona() const
{
    if (is("v11")) {
        return "v10-citizen";
    }
    return is("v17") ? "v17-expired" : "v18-foreigner";
}

bool Scenario::is(std::string_view generation) const
{
    return persona.starts_with(generation);
}

void Scenario::initialize()
{
    REQUIRE(Rv{p11().C_Initialize(nullptr)} == ok);
    initialized_ = true;
    slot = slot_of(card.reader());
}

void Scenario::finalize()
{
    if (initialized_) {
        CHECK(Rv{p11().C_Finalize(nullptr)} == ok);
        initialized_ = false;
    }
}

void Scenario::open()
{
    session = TestSession{open_session(slot)};
    REQUIRE(session.handle() != 0);
}

void Scenario::log_in()
{
    open();
    log_in_here();
}

void Scenario::log_in_here()
{
    REQUIRE(session.login(right_pin) == ok);
    signer = Signer::of(session.handle(), slot);
    REQUIRE(signer.key != 0);
}

void Scenario::look()
{
    CK_ULONG count = 0;
    REQUIRE(Rv{p11().C_GetSlotList(CK_TRUE, nullptr, &count)} == ok);
}

void Scenario::check_truth() const
{
    if (card.tells_right() && session.state() != CK_UNAVAILABLE_INFORMATION) {
        CHECK(is_user(session.state()) == card.has_right());
    }
}

void Scenario::await_public() const
{
    const auto is_public = [this] { return session.state() == CKS_RW_PUBLIC_SESSION; };
    CHECK(becomes_true(is_public, 1s + grace));
}

void Scenario::check_works() const
{
    const auto now_slot = slot_of(card.reader());
    CHECK(now_slot == slot);
    CHECK(works(slot));
}

std::future<Rv> wait_for_event(CK_SLOT_ID& slot)
{
    return std::async(std::launch::async,
                      [&slot] { return Rv{p11().C_WaitForSlotEvent(0, &slot, nullptr)}; });
}

bool becomes_true(const std::function<bool()>& condition, std::chrono::milliseconds patience)
{
    constexpr auto step = 10ms;
    const Stopwatch watch;
    while (!condition()) {
        if (watch.elapsed() > patience) {
            return false;
        }
        std::this_thread::sleep_for(step);
    }
    return true;
}

} // namespace openbeid::test
