// SPDX-License-Identifier: Apache-2.0
#include "incidents.hpp"

#include "stranger.hpp"

#include <stdexcept>
#include <thread>
#include <utility>

namespace openbeid::test {

namespace {

using namespace std::chrono_literals;

constexpr std::array kinds{
    "removal", "exchange", "reset", "LOG OFF", "lock", "SELECT of the applet"};
constexpr auto select_applet = "00A4040C0FA00000003029057000AD13100101FF";
/// Less than the module waits for (lock_timeout).
constexpr auto long_lock = 300ms;

} // namespace

Incidents::Incidents(std::uint64_t seed, std::vector<Place> places, Findings& findings)
    : random_{seed}, places_{std::move(places)}, findings_{findings}
{
}

void Incidents::happen_once()
{
    auto& place = places_.at(random_() % places_.size());
    const auto kind = static_cast<unsigned>(random_() % kinds.size());
    try {
        happen(kind, place);
        findings_.count(std::string{"incident: "} + kinds.at(kind), CKR_OK);
    } catch (const std::runtime_error& error) {
        // Another program that is sent away by what it meets is not what this is about.
        findings_.count(std::string{"incident: "} + error.what(), CKR_FUNCTION_FAILED);
    }
}

void Incidents::happen(unsigned kind, Place& place)
{
    switch (kind) {
    case 0:
        check_tries();
        place.card.remove();
        place.card.insert();
        return;
    case 1:
        check_tries(); // the card that goes away takes them along
        std::swap(place.personas[0], place.personas[1]);
        place.card.exchange(place.personas[0]);
        return;
    case 2: Stranger{place.card.reader()}.reset(); return;
    default: break;
    }
    const Stranger stranger{place.card.reader()};
    stranger.begin();
    if (kind == 4) {
        std::this_thread::sleep_for(long_lock);
    } else {
        stranger.send(kind == 3 ? "80E60000" : select_applet);
    }
    stranger.end();
}

void Incidents::check_tries()
{
    for (const auto& place : places_) {
        if (place.card.tries() != 3 || place.card.counter("wrong_tries") != 0) {
            findings_.complain("a PIN try is lost");
        }
    }
}

} // namespace openbeid::test
