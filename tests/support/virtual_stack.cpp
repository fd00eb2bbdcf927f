// SPDX-License-Identifier: Apache-2.0
#include "support/virtual_stack.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

namespace openbeid::test {

using Stack = VirtualReaders::Stack;

transport::ReaderStatus Stack::Reader::status() const
{
    transport::ReaderStatus status{.name = name};
    status.event_count = event_count;
    status.in_use = !links.empty();
    status.exclusive = exclusive;
    if (card) {
        status.card_present = true;
        status.atr = card->atr();
        status.mute = status.atr.empty();
    }
    return status;
}

void Stack::Reader::take_card(std::shared_ptr<virtual_card::Card> fresh)
{
    card = std::move(fresh);
    card->insert();
    card->power_on();
    ++event_count;
}

void Stack::Reader::lose_card()
{
    if (!card) {
        return;
    }
    card->remove();
    card.reset();
    ++event_count;
    owner = nullptr;
    exclusive = false;
    for (auto* const link : links) {
        link->removed = true;
    }
}

void Stack::Reader::note_reset(const Link* by)
{
    for (auto* const link : links) {
        link->reset = link->reset || link != by;
    }
}

std::shared_ptr<Stack::Reader> Stack::find(const std::string& name) const
{
    const auto found = std::find_if(
        readers.begin(), readers.end(), [&](const auto& reader) { return reader->name == name; });
    return found != readers.end() ? *found : nullptr;
}

Stack::Reader& Stack::reader(const std::string& name)
{
    const auto found = find(name);
    if (!found) {
        throw std::invalid_argument{"no such reader"};
    }
    return *found;
}

std::vector<transport::ReaderStatus> Stack::statuses() const
{
    std::vector<transport::ReaderStatus> list;
    if (running) {
        for (const auto& reader : readers) {
            list.push_back(reader->status());
            list.back().service_run = run;
        }
    }
    return list;
}

std::optional<Error> Stack::take(Fault& fault, const char* where)
{
    if (fault.count == 0) {
        return std::nullopt;
    }
    --fault.count;
    return Error{.code = fault.code, .where = where};
}

std::optional<Error> Stack::take_transmit_fault()
{
    if (transmit_fault.count == 0 || --transmit_fault.count > 0) {
        return std::nullopt;
    }
    return Error{.code = transmit_fault.code, .where = "transmit"};
}

void Stack::starve(unsigned& count)
{
    if (count > 0) {
        --count;
        throw std::bad_alloc{};
    }
}

Result<void> VirtualReaders::Waiter::wait(std::span<const transport::ReaderStatus> known)
{
    std::unique_lock lock{stack_->mutex};
    Stack::starve(stack_->starving_waits);
    ++stack_->waiting;
    stack_->changed.notify_all();
    stack_->changed.wait(
        lock, [&] { return cancelled_ || !std::ranges::equal(stack_->statuses(), known); });
    --stack_->waiting;
    if (cancelled_) {
        return Error{.code = Errc::cancelled, .where = "wait"};
    }
    return {};
}

void VirtualReaders::Waiter::cancel() noexcept
{
    stack_->change([this](Stack&) { cancelled_ = true; });
}

Result<std::vector<transport::ReaderStatus>> VirtualReaders::Service::poll()
{
    const std::lock_guard lock{stack_->mutex};
    ++stack_->counters.polls;
    if (const auto error = Stack::take(stack_->poll_fault, "poll")) {
        return *error;
    }
    if (!stack_->running) {
        return Error{.code = Errc::service_unavailable, .where = "poll"};
    }
    return stack_->statuses();
}

Result<std::unique_ptr<transport::Connection>>
VirtualReaders::Service::connect(const std::string& reader)
{
    {
        const std::lock_guard lock{stack_->mutex};
        ++stack_->counters.connects;
        Stack::starve(stack_->starving_connects);
        if (const auto error = Stack::take(stack_->connect_fault, "connect")) {
            return *error;
        }
    }
    auto connection = Connection::open(stack_, reader, false, false);
    if (!connection) {
        return connection.error();
    }
    return std::unique_ptr<transport::Connection>{*std::move(connection)};
}

std::unique_ptr<transport::Waiter> VirtualReaders::Service::waiter()
{
    const std::lock_guard lock{stack_->mutex};
    ++stack_->counters.waiters;
    return std::make_unique<Waiter>(stack_);
}

} // namespace openbeid::test
