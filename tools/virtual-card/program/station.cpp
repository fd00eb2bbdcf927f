// SPDX-License-Identifier: Apache-2.0
#include "program/station.hpp"

#include "base/try.hpp"
#include "program/vpcd_link.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace openbeid::virtual_card {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds longest_pause{200};

} // namespace

Station::Station(Options options, std::unique_ptr<Card> card, std::unique_ptr<ReaderLink> link)
    : options_{std::move(options)}, card_{std::move(card)}, link_{std::move(link)}
{
    card_->remove();
    trace(options_.trace);
}

Result<Station> Station::with(const Options& options)
{
    OPENBEID_TRY(auto persona, load_persona(options.persona, options.cache));
    std::unique_ptr<ReaderLink> link;
    if (options.ccid.empty()) {
        link = std::make_unique<VpcdLink>(options.host, options.port);
    } else {
        OPENBEID_TRY(link, CcidLink::open(options.ccid, options.echo));
    }
    return Station{options, std::make_unique<Card>(std::move(persona)), std::move(link)};
}

bool Station::in_time() const
{
    return options_.timeout.count() == 0 || Clock::now() < lost_since_ + options_.timeout;
}

bool Station::insert()
{
    card_->insert();
    inserted_ = true;
    announced_ = false;
    lost_since_ = Clock::now();
    for (milliseconds pause{5}; !link_->greeted(); pause = std::min(2 * pause, longest_pause)) {
        const bool trying = link_->connected() || retry();
        std::array<pollfd, 2> polled{
            pollfd{.fd = stop_fd_, .events = POLLIN, .revents = 0},
            pollfd{.fd = link_->fd(), .events = POLLIN, .revents = 0},
        };
        ::poll(polled.data(), polled.size(), static_cast<int>(pause.count()));
        if (polled[1].revents != 0) {
            serve();
        }
        if (polled[0].revents != 0 || !trying || !in_time()) {
            remove();
            return false;
        }
    }
    return true;
}

bool Station::retry()
{
    announced_ = false;
    return link_->connect() || in_time();
}

void Station::remove()
{
    link_->close();
    card_->remove();
    inserted_ = false;
    if (auto* const reader = ccid()) {
        reader->card_is_out(*card_);
    }
}

Result<void> Station::swap(const std::string& persona)
{
    OPENBEID_TRY(auto loaded, load_persona(persona, options_.cache));
    const bool inserted = inserted_;
    remove();
    card_ = std::make_unique<Card>(std::move(loaded));
    card_->remove(); // a new one is in its reader otherwise
    trace(trace_);
    if (inserted && !insert()) {
        return Error{.code = Errc::no_reader, .where = "reader"};
    }
    return {};
}

void Station::serve()
{
    if (!link_->serve(*card_)) {
        link_->close();
        card_->power_off();
        inserted_ = card_->present(); // unless a fault took it out
        lost_since_ = Clock::now();
        return;
    }
    inserted_ = inserted_ && card_->present();
    if (link_->greeted() && !std::exchange(announced_, true)) {
        std::printf("ready %s\n", card_->persona_name().c_str());
        std::fflush(stdout);
    }
}

void Station::trace(bool on)
{
    trace_ = on;
    card_->set_trace(
        on ? [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }
           : std::function<void(const std::string&)>{});
}

} // namespace openbeid::virtual_card
