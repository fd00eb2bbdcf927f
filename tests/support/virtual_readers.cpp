// SPDX-License-Identifier: Apache-2.0
#include "support/virtual_readers.hpp"

#include "base/hex.hpp"
#include "support/virtual_stack.hpp"

#include <stdexcept>
#include <utility>

namespace openbeid::test {

VirtualReaders::VirtualReaders() : stack_{std::make_shared<Stack>()} {}

void VirtualReaders::plug(const std::string& reader)
{
    stack_->change([&](Stack& s) { s.readers.push_back(std::make_shared<Stack::Reader>(reader)); });
}

void VirtualReaders::fit_pin_pad(const std::string& reader,
                                 PadUser user,
                                 transport::PinPad abilities)
{
    stack_->change([&](Stack& s) {
        s.reader(reader).pin_pad = abilities;
        s.reader(reader).pad_user = user ? std::make_shared<PadUser>(std::move(user)) : nullptr;
    });
}

void VirtualReaders::unplug(const std::string& reader)
{
    stack_->change([&](Stack& s) {
        auto& gone = s.reader(reader);
        gone.lose_card();
        gone.plugged = false;
        std::erase_if(s.readers, [&](const auto& r) { return r->name == reader; });
    });
}

void VirtualReaders::insert(const std::string& reader, std::shared_ptr<virtual_card::Card> card)
{
    stack_->change([&](Stack& s) { s.reader(reader).take_card(std::move(card)); });
}

void VirtualReaders::wake(const std::string& reader, std::shared_ptr<virtual_card::Card> card)
{
    stack_->change([&](Stack& s) {
        const auto count = s.reader(reader).event_count;
        s.reader(reader).take_card(std::move(card));
        s.reader(reader).event_count = count;
    });
}

void VirtualReaders::remove(const std::string& reader)
{
    stack_->change([&](Stack& s) { s.reader(reader).lose_card(); });
}

void VirtualReaders::exchange(const std::string& reader, std::shared_ptr<virtual_card::Card> card)
{
    stack_->change([&](Stack& s) {
        s.reader(reader).lose_card();
        s.reader(reader).take_card(std::move(card));
    });
}

void VirtualReaders::stop_service()
{
    stack_->change([](Stack& s) {
        s.running = false;
        for (const auto& reader : s.readers) {
            reader->owner = nullptr;
            for (auto* const link : reader->links) {
                link->dead = true;
            }
        }
    });
}

void VirtualReaders::start_service()
{
    stack_->change([](Stack& s) {
        s.running = true;
        ++s.run;
        for (const auto& reader : s.readers) {
            reader->event_count = 0;
            if (reader->card) {
                reader->card->reset();
            }
        }
    });
}

void VirtualReaders::fail_transmit(unsigned nth, Errc code)
{
    stack_->change([&](Stack& s) { s.transmit_fault = {nth, code}; });
}

void VirtualReaders::fail_polls(unsigned count, Errc code)
{
    stack_->change([&](Stack& s) { s.poll_fault = {count, code}; });
}

void VirtualReaders::fail_connects(unsigned count, Errc code)
{
    stack_->change([&](Stack& s) { s.connect_fault = {count, code}; });
}

void VirtualReaders::starve_waits(unsigned count)
{
    stack_->change([&](Stack& s) { s.starving_waits = count; });
}

void VirtualReaders::starve_connects(unsigned count)
{
    stack_->change([&](Stack& s) { s.starving_connects = count; });
}

void VirtualReaders::on_transmit(std::function<void(ByteView)> hook)
{
    stack_->change([&](Stack& s) {
        s.hook = std::make_shared<std::function<void(ByteView)>>(std::move(hook));
    });
}

void VirtualReaders::cap_patience(std::chrono::milliseconds cap)
{
    stack_->change([&](Stack& s) { s.patience_cap = cap; });
}

ReaderCounters VirtualReaders::counters() const
{
    const std::lock_guard lock{stack_->mutex};
    return stack_->counters;
}

void VirtualReaders::await_waiters(unsigned count) const
{
    std::unique_lock lock{stack_->mutex};
    stack_->changed.wait(lock, [&] { return stack_->waiting >= count; });
}

void VirtualReaders::await_blocked_transactions(unsigned count) const
{
    std::unique_lock lock{stack_->mutex};
    stack_->changed.wait(lock, [&] { return stack_->blocked >= count; });
}

std::unique_ptr<transport::ReaderService> VirtualReaders::service() const
{
    return std::make_unique<Service>(stack_);
}

OtherProgram::OtherProgram(const VirtualReaders& readers, const std::string& reader, Share share)
{
    auto connection =
        VirtualReaders::Connection::open(readers.stack_, reader, share == Share::exclusive, true);
    if (!connection) {
        throw std::runtime_error{"the other program can't connect"};
    }
    connection_ = *std::move(connection);
}

OtherProgram::~OtherProgram()
{
    unlock();
}

void OtherProgram::lock()
{
    constexpr std::chrono::minutes for_ever{10};
    auto transaction = connection_->begin(for_ever);
    if (!transaction && transaction.error().code == Errc::card_reset && connection_->reconnect()) {
        transaction = connection_->begin(for_ever);
    }
    if (!transaction) {
        throw std::runtime_error{"the other program can't begin a transaction"};
    }
    transaction_ = *std::move(transaction);
}

void OtherProgram::unlock()
{
    transaction_.reset();
}

std::uint16_t OtherProgram::send(ByteView command)
{
    const bool was_locked = transaction_ != nullptr;
    if (!was_locked) {
        lock();
    }
    Bytes answer(apdu::max_response_size);
    const auto size = transaction_->transmit(command, answer);
    if (!was_locked) {
        unlock();
    }
    return size ? static_cast<std::uint16_t>(answer[*size - 2] << 8U | answer[*size - 1])
                : std::uint16_t{0};
}

std::uint16_t OtherProgram::send(const char* command)
{
    return send(from_hex(command).value());
}

void OtherProgram::reset_card()
{
    connection_->reset_card();
}

} // namespace openbeid::test
