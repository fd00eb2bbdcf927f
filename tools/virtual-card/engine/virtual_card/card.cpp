// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/card.hpp"

#include "base/hex.hpp"
#include "virtual_card/card_state.hpp"

namespace openbeid::virtual_card {

namespace {

std::string normalised(std::string_view path)
{
    std::string digits;
    for (const char c : path) {
        if (c != '/' && c != ' ') {
            digits += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    return digits;
}

} // namespace

Card::Card(Persona persona) : state_{std::make_unique<State>(std::move(persona))} {}

Card::~Card() = default;

std::string Card::persona_name() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->persona.name;
}

Bytes Card::atr() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->persona.atr;
}

void Card::power_on()
{
    const std::lock_guard lock{state_->mutex};
    ++state_->counters.power_ons;
    state_->power(true);
}

void Card::power_off()
{
    const std::lock_guard lock{state_->mutex};
    state_->power(false);
}

void Card::reset()
{
    const std::lock_guard lock{state_->mutex};
    ++state_->counters.resets;
    state_->power(true);
}

Exchange Card::exchange(ByteView command_tpdu)
{
    const std::lock_guard lock{state_->mutex};
    return state_->exchange(command_tpdu);
}

Bytes Card::transmit(ByteView command_tpdu)
{
    return exchange(command_tpdu).answer;
}

bool Card::present() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->present;
}

void Card::remove()
{
    const std::lock_guard lock{state_->mutex};
    state_->present = false;
    state_->power(false);
}

void Card::insert()
{
    const std::lock_guard lock{state_->mutex};
    state_->present = true;
    state_->power(false);
}

Counters Card::counters() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->counters;
}

void Card::reset_counters()
{
    const std::lock_guard lock{state_->mutex};
    state_->counters = {};
}

void Card::set_trace(std::function<void(const std::string&)> sink)
{
    const std::lock_guard lock{state_->mutex};
    state_->trace = std::move(sink);
}

void Card::inject(Fault fault)
{
    const std::lock_guard lock{state_->mutex};
    state_->faults.add(std::move(fault));
}

void Card::clear_faults()
{
    const std::lock_guard lock{state_->mutex};
    state_->faults.clear();
}

std::size_t Card::waiting_faults() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->faults.size();
}

unsigned Card::tries_left() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->persona.pin.tries_left;
}

unsigned Card::puk_tries_left() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->persona.puk ? state_->persona.puk->tries_left : 0;
}

void Card::set_tries_left(unsigned tries)
{
    const std::lock_guard lock{state_->mutex};
    state_->persona.pin.tries_left = tries;
}

std::string Card::pin() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->persona.pin.digits;
}

void Card::set_pin(std::string digits)
{
    const std::lock_guard lock{state_->mutex};
    state_->persona.pin.digits = std::move(digits);
}

bool Card::authentication_right() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->applet.rights().authentication();
}

bool Card::signature_right() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->applet.rights().non_repudiation();
}

void Card::set_quirks(Quirks quirks)
{
    const std::lock_guard lock{state_->mutex};
    state_->persona.quirks = quirks;
}

void Card::set_file(std::string_view path, Bytes content)
{
    const std::lock_guard lock{state_->mutex};
    state_->applet.file_system().set(normalised(path), std::move(content));
}

void Card::erase_file(std::string_view path)
{
    const std::lock_guard lock{state_->mutex};
    state_->applet.file_system().erase(normalised(path));
}

std::optional<Bytes> Card::file(std::string_view path) const
{
    const std::lock_guard lock{state_->mutex};
    const auto& files = state_->applet.file_system().files();
    const auto found = files.find(normalised(path));
    return found == files.end() ? std::nullopt : std::optional{found->second};
}

} // namespace openbeid::virtual_card
