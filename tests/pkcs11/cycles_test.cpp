// SPDX-License-Identifier: Apache-2.0
// Cards that come and go by the thousand, in process: as fast as it goes.
#include "states.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>

using namespace openbeid;
using namespace openbeid::test;

namespace {

std::size_t resident_kib()
{
    std::ifstream statm{"/proc/self/statm"};
    std::size_t pages = 0;
    statm >> pages >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

/// What a program does with a card, until it is taken out in the middle.
bool use(const TestSession& session, unsigned cycle)
{
    bool good = !session.certificate(authentication_id).empty();
    if (cycle % 4 == 0) {
        good = good && session.login(right_pin) == Rv{CKR_OK};
    }
    if (cycle % 8 == 0) {
        const auto key = session.key(signature_id);
        good = good && session.sign_init(CKM_ECDSA_SHA256, key) == Rv{CKR_OK} &&
               session.context_login(right_pin) == Rv{CKR_OK};
    }
    return good;
}

} // namespace

TEST_CASE("ten thousand insertions leave nothing behind", "[pkcs11][life][cycles]")
{
    constexpr unsigned cycles = 10'000;
    constexpr unsigned warm_up = 1'000;
    /// Less than a byte for each cycle.
    constexpr std::size_t tolerance = 8;
    CardInserted token;
    const std::array cards{token.card, make_card("v18-foreigner")};
    std::size_t start = 0;
    unsigned good = 0;
    for (unsigned cycle = 0; cycle < cycles; ++cycle) {
        if (cycle == warm_up) {
            start = resident_kib();
        }
        TestSession session;
        const bool used = token.open(session) == Rv{CKR_OK} && use(session, cycle);
        token.remove_card();
        good += used && session.close() == Rv{CKR_OK} ? 1U : 0U;
        token.insert_card(cards.at((cycle + 1) % 2));
    }
    CHECK(good == cycles);
    for (const auto& card : cards) {
        CHECK(card->tries_left() == 3);
        CHECK(card->counters().wrong_tries == 0);
    }
    const auto end = resident_kib();
    std::printf("%u insertions: %zu KiB after the first %u, %zu KiB in the end\n",
                cycles,
                start,
                warm_up,
                end);
    CHECK(end <= start + tolerance);
}
