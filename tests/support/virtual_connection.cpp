// SPDX-License-Identifier: Apache-2.0
#include "support/virtual_stack.hpp"

#include <algorithm>
#include <utility>

namespace openbeid::test {

using virtual_card::Delivery;

namespace {

constexpr std::size_t header_size = 5;
constexpr std::size_t block_size = 8;

/// Replaces nibbles 2 and following of an empty block by the digits, and nibble 1 by their number.
void fill(std::span<std::uint8_t> block, const std::string& digits)
{
    block[0] = static_cast<std::uint8_t>((block[0] & 0xF0U) | digits.size());
    for (std::size_t i = 0; i < digits.size(); ++i) {
        auto& byte = block[1 + i / 2];
        const auto digit = static_cast<unsigned>(digits[i] - '0');
        byte = static_cast<std::uint8_t>(i % 2 == 0 ? (byte & 0x0FU) | digit << 4U
                                                    : (byte & 0xF0U) | digit);
    }
}

/// @return the pad's own status word, 0 if the command shall go to the card
std::uint16_t
press_keys(transport::PinEntry entry, const Typed& typed, std::span<std::uint8_t> command)
{
    const bool is_verify = entry == transport::PinEntry::verify;
    const auto is_long_enough = [](const std::string& pin) {
        return pin.size() >= 4 && pin.size() <= 12;
    };
    if (typed.status != 0) {
        return typed.status;
    }
    if (!is_long_enough(typed.pin) || (!is_verify && !is_long_enough(typed.new_pin))) {
        return 0x6403;
    }
    if (!is_verify && typed.new_pin != typed.new_pin_again) {
        return 0x6402;
    }
    fill(command.subspan(header_size, block_size), typed.pin);
    if (!is_verify) {
        fill(command.subspan(header_size + block_size, block_size), typed.new_pin);
    }
    return 0;
}

} // namespace

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
        if (const auto current = state(); resets_at_end_ && current) {
            reader_->card->reset();
            reader_->note_reset(&link_);
        }
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
    begun_ = true;
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

transport::PinPad VirtualReaders::Connection::pin_pad() const noexcept
{
    const std::lock_guard lock{stack_->mutex};
    return begun_ ? reader_->pin_pad : transport::PinPad{};
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

Result<std::size_t> VirtualReaders::Connection::enter_on_pad(transport::PinEntry entry,
                                                             ByteView command,
                                                             std::span<std::uint8_t> response)
{
    std::shared_ptr<PadUser> user;
    {
        const std::lock_guard lock{stack_->mutex};
        user = reader_->pad_user;
    }
    if (!user) {
        return Error{.code = Errc::unsupported, .where = "PIN pad"};
    }
    auto typed = (*user)(entry);
    Bytes filled{command.begin(), command.end()};
    const auto status = press_keys(entry, typed, filled);
    if (status != 0) {
        response[0] = static_cast<std::uint8_t>(status >> 8U);
        response[1] = static_cast<std::uint8_t>(status);
        return std::size_t{2};
    }
    auto sent = transmit(filled, response);
    if (!sent && sent.error().code == Errc::card_removed) {
        // SCardControl has one code for all that a driver can fail with (IFDControl,
        // pcsc-lite 1.9.9).
        return Error{.code = Errc::io, .where = "PIN pad"};
    }
    return sent;
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
