// SPDX-License-Identifier: Apache-2.0
#include "support/virtual_stack.hpp"

#include <algorithm>
#include <utility>

namespace openbeid::test {

using virtual_card::Delivery;

VirtualReaders::Connection::Connection(std::shared_ptr<Stack> stack,
                                       std::shared_ptr<Stack::Reader> reader)
    : stack_{std::move(stack)}, reader_{std::move(reader)}
{
}

Result<std::unique_ptr<VirtualReaders::Connection>> VirtualReaders::Connection::open(
    std::shared_ptr<Stack> stack, const std::string& name, bool exclusive, bool by_another)
{
    constexpr const char* where = "connect";
    std::unique_lock lock{stack->mutex};
    const auto reader = stack->find(name);
    // As pcsc-lite, it waits for the transactions of others, and nothing can end that.
    stack->changed.wait(lock, [&] { return !reader || reader->owner == nullptr; });
    if (!stack->running) {
        return Error{.code = Errc::service_unavailable, .where = where};
    }
    if (!reader || !reader->plugged) {
        return Error{.code = Errc::no_reader, .where = where};
    }
    if (!reader->card) {
        return Error{.code = Errc::no_card, .where = where};
    }
    if (reader->exclusive || (exclusive && !reader->links.empty())) {
        return Error{.code = Errc::reader_busy, .where = where};
    }
    if (reader->card->atr().empty()) {
        return Error{.code = Errc::unresponsive_card, .where = where};
    }
    std::unique_ptr<Connection> connection{new Connection{stack, reader}};
    connection->exclusive_ = exclusive;
    connection->by_another_ = by_another;
    reader->exclusive = exclusive;
    reader->links.insert(&connection->link_);
    stack->changed.notify_all();
    return connection;
}

VirtualReaders::Connection::~Connection()
{
    stack_->change([this](Stack&) {
        reader_->links.erase(&link_);
        if (reader_->owner == &link_) {
            reader_->owner = nullptr;
        }
        if (exclusive_ && !link_.removed) {
            reader_->exclusive = false;
        }
    });
}

Result<void> VirtualReaders::Connection::state() const
{
    constexpr const char* where = "connection";
    if (link_.dead || !stack_->running) {
        return Error{.code = Errc::service_unavailable, .where = where};
    }
    if (!reader_->plugged) {
        return Error{.code = Errc::no_reader, .where = where};
    }
    if (reader_->owner != nullptr && reader_->owner != &link_) {
        return Error{.code = Errc::reader_busy, .where = where};
    }
    if (link_.removed) {
        return Error{.code = Errc::card_removed, .where = where};
    }
    if (link_.reset) {
        return Error{.code = Errc::card_reset, .where = where};
    }
    return {};
}

Result<void> VirtualReaders::Connection::check()
{
    const std::lock_guard lock{stack_->mutex};
    return state();
}

Result<std::unique_ptr<transport::Transaction>>
VirtualReaders::Connection::begin(std::chrono::milliseconds patience)
{
    std::unique_lock lock{stack_->mutex};
    if (!by_another_) {
        ++stack_->counters.transactions;
        auto& longest = stack_->counters.longest_patience;
        longest = std::max(longest, patience);
        patience = std::min(patience, stack_->patience_cap);
    }
    const auto is_settled = [this] {
        const auto current = state();
        return current || current.error().code != Errc::reader_busy;
    };
    if (!is_settled()) {
        ++stack_->blocked;
        stack_->changed.notify_all();
        stack_->changed.wait_for(lock, patience, is_settled);
        --stack_->blocked;
    }
    if (const auto current = state(); !current) {
        return current.error();
    }
    reader_->owner = &link_;
    return std::unique_ptr<transport::Transaction>{std::make_unique<Transaction>(*this)};
}

Result<void> VirtualReaders::Connection::reconnect()
{
    const std::lock_guard lock{stack_->mutex};
    const auto current = state();
    if (!current && current.error().code != Errc::card_reset) {
        return current.error();
    }
    link_.reset = false;
    return {};
}

void VirtualReaders::Connection::reset_card()
{
    stack_->change([this](Stack&) {
        if (reader_->card) {
            reader_->card->reset();
            reader_->note_reset(&link_);
        }
    });
}

void VirtualReaders::Connection::end(bool reset) noexcept
{
    stack_->change([&](Stack&) {
        if (reader_->owner != &link_) {
            return; // taken away with the card or the service
        }
        reader_->owner = nullptr;
        if (reset && reader_->card) {
            reader_->card->reset();
            reader_->note_reset(nullptr); // pcsc-lite tells even the one who did it
        }
    });
}

Result<std::size_t> VirtualReaders::Connection::transmit(ByteView command,
                                                         std::span<std::uint8_t> response)
{
    std::shared_ptr<std::function<void(ByteView)>> hook;
    {
        const std::lock_guard lock{stack_->mutex};
        hook = by_another_ ? nullptr : stack_->hook;
    }
    if (hook && *hook) {
        (*hook)(command);
    }
    std::shared_ptr<virtual_card::Card> card;
    {
        const std::lock_guard lock{stack_->mutex};
        if (const auto current = state(); !current) {
            return current.error();
        }
        if (!by_another_) {
            if (const auto fault = stack_->take_transmit_fault()) {
                return *fault;
            }
        }
        card = reader_->card;
    }
    const auto exchange = card->exchange(command);
    const std::lock_guard lock{stack_->mutex};
    if (exchange.delivery == Delivery::removed && reader_->card == card) {
        reader_->lose_card();
        stack_->changed.notify_all();
    }
    return deliver(exchange, response);
}

Result<std::size_t> VirtualReaders::Connection::deliver(const virtual_card::Exchange& exchange,
                                                        std::span<std::uint8_t> response)
{
    constexpr const char* where = "transmit";
    switch (exchange.delivery) {
    case Delivery::answered: break;
    case Delivery::no_answer: return Error{.code = Errc::io, .where = where};
    case Delivery::removed: return Error{.code = Errc::card_removed, .where = where};
    case Delivery::reset:
        reader_->note_reset(nullptr);
        return Error{.code = Errc::card_reset, .where = where};
    }
    if (exchange.answer.size() > response.size() || exchange.answer.size() < 2) {
        return Error{.code = Errc::io, .where = where};
    }
    std::copy(exchange.answer.begin(), exchange.answer.end(), response.begin());
    return exchange.answer.size();
}

} // namespace openbeid::test
