// SPDX-License-Identifier: Apache-2.0
#include "reader_stack.hpp"

#include "module/pad.hpp"

#include <algorithm>
#include <utility>

namespace openbeid::test {

namespace {

/// Calls of PC/SC in one call of the module after which somebody mends what is broken, if it waits
/// for that; and so that one which never gives up ends, and is found.
constexpr unsigned patience_of_people = 200;
constexpr unsigned no_end = 5000;

} // namespace

ReaderStack& ReaderStack::the()
{
    static ReaderStack stack;
    return stack;
}

void ReaderStack::start(std::shared_ptr<Card> inserted,
                        std::shared_ptr<Card> other,
                        CallFault fault,
                        std::uint8_t pad)
{
    *this = {};
    pad_ = pad;
    fault_ = fault;
    cards_ = {inserted, std::move(other)};
    if (inserted) {
        take_card(std::move(inserted));
    }
}

void ReaderStack::mend()
{
    fault_ = {};
    for (const auto& card : cards_) {
        card->clear_faults();
    }
    running_ = true;
    plugged_ = true;
    if (!card_) {
        take_card(cards_.front());
    }
}

void ReaderStack::insert_again()
{
    auto card = card_;
    lose_card();
    take_card(std::move(card));
}

void ReaderStack::happen(Event event)
{
    switch (event) {
    case Event::none: break;
    case Event::reset:
        if (card_) {
            card_->reset();
            note_reset();
        }
        break;
    case Event::removal: lose_card(); break;
    case Event::swap:
        lose_card();
        take_card(cards_.back());
        break;
    case Event::back_again:
        if (card_) {
            insert_again();
        }
        break;
    case Event::unplugging:
        lose_card();
        plugged_ = false;
        break;
    case Event::service_end:
    case Event::service_restart:
        // The card loses its power with the daemon; the next one counts from the beginning.
        if (card_) {
            card_->power_off();
            card_->power_on();
        }
        ++run_;
        owner_ = 0;
        lock_depth_ = 0;
        events_ = card_ ? 1 : 0;
        running_ = event == Event::service_restart;
        break;
    }
}

void ReaderStack::lose_card()
{
    if (!card_) {
        return;
    }
    card_->remove();
    card_.reset();
    ++events_;
    owner_ = 0;
    lock_depth_ = 0;
    for (auto& [handle, connection] : connections_) {
        connection.event = SCARD_W_REMOVED_CARD;
    }
}

void ReaderStack::take_card(std::shared_ptr<Card> card)
{
    card_ = std::move(card);
    seen_.push_back(card_);
    card_->insert();
    card_->power_on();
    ++events_;
}

void ReaderStack::note_reset()
{
    for (auto& [handle, connection] : connections_) {
        if (connection.event == SCARD_S_SUCCESS) {
            connection.event = SCARD_W_RESET_CARD;
        }
    }
}

std::string ReaderStack::left_over() const
{
    std::string text;
    if (!contexts_.empty()) {
        text += std::to_string(contexts_.size()) + " contexts ";
    }
    if (!connections_.empty()) {
        text += std::to_string(connections_.size()) + " connections ";
    }
    if (owner_ != 0) {
        text += "a lock";
    }
    return text;
}

ReaderStack::Step ReaderStack::enter(const char* function)
{
    functions_.emplace_back(function);
    longest_run_ = std::max(longest_run_, ++run_length_);
    if (run_length_ == (waits_ ? patience_of_people : no_end)) {
        mend();
    }
    const bool is_first = calls() == fault_.position;
    if (is_first) {
        happen(std::exchange(fault_.event, Event::none));
    }
    const bool is_later = fault_.lasting && fault_.position != 0 && calls() > fault_.position &&
                          functions_[fault_.position - 1] == function;
    return is_first || is_later ? Step{fault_.status, fault_.after} : Step{SCARD_S_SUCCESS, false};
}

LONG ReaderStack::check_context(SCARDCONTEXT context) const
{
    const auto found = contexts_.find(context);
    if (found == contexts_.end()) {
        return SCARD_E_INVALID_HANDLE;
    }
    return running_ && found->second == run_ ? SCARD_S_SUCCESS : SCARD_F_COMM_ERROR;
}

LONG ReaderStack::check_card(SCARDHANDLE handle, bool even_if_reset) const
{
    const auto found = connections_.find(handle);
    if (found == connections_.end()) {
        return SCARD_E_INVALID_HANDLE;
    }
    if (!running_ || found->second.run != run_) {
        return SCARD_F_COMM_ERROR;
    }
    if (!plugged_) {
        return SCARD_E_READER_UNAVAILABLE;
    }
    const auto event = found->second.event;
    return event == SCARD_W_RESET_CARD && even_if_reset ? SCARD_S_SUCCESS : event;
}

LONG ReaderStack::establish(SCARDCONTEXT& context)
{
    if (!running_) {
        return SCARD_E_NO_SERVICE;
    }
    context = next_++;
    contexts_[context] = run_;
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::release(SCARDCONTEXT context)
{
    return contexts_.erase(context) > 0 ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

LONG ReaderStack::connect(SCARDCONTEXT context, SCARDHANDLE& handle)
{
    if (const LONG status = check_context(context); status != SCARD_S_SUCCESS) {
        return status;
    }
    if (!plugged_) {
        return SCARD_E_UNKNOWN_READER;
    }
    if (!card_) {
        return SCARD_E_NO_SMARTCARD;
    }
    handle = next_++;
    connections_[handle] = {.context = context, .run = run_};
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::reconnect(SCARDHANDLE handle)
{
    const LONG status = check_card(handle, true);
    if (status == SCARD_S_SUCCESS) {
        connections_[handle].event = SCARD_S_SUCCESS;
    }
    return status;
}

LONG ReaderStack::disconnect(SCARDHANDLE handle, bool reset)
{
    if (owner_ == handle) {
        give_back_lock();
    }
    // Even if that connection was of an earlier card (1.9.9, SCardDisconnect in winscard.c).
    if (reset && card_ && running_) {
        happen(Event::reset);
    }
    return connections_.erase(handle) > 0 ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

LONG ReaderStack::lock(SCARDHANDLE handle)
{
    if (const LONG status = check_card(handle); status != SCARD_S_SUCCESS) {
        return status;
    }
    if (owner_ != 0 && owner_ != handle) {
        return SCARD_E_SHARING_VIOLATION;
    }
    owner_ = handle;
    ++lock_depth_; // pcscd counts (1.9.9, SCardBeginTransaction in winscard.c)
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::unlock(SCARDHANDLE handle, bool reset)
{
    if (const LONG status = check_card(handle); status != SCARD_S_SUCCESS) {
        return status; // and the lock stays
    }
    if (owner_ != handle) {
        return SCARD_E_NOT_TRANSACTED;
    }
    if (reset) {
        card_->reset();
        note_reset(); // pcsc-lite tells even the one who did it
    }
    if (--lock_depth_ == 0) {
        give_back_lock();
    }
    return SCARD_S_SUCCESS;
}

void ReaderStack::give_back_lock()
{
    owner_ = 0;
    lock_depth_ = 0;
    if (card_ && card_->signature_right()) {
        ++rights_left_;
    }
}

LONG ReaderStack::transmit(ByteView command, Bytes& answer)
{
    using virtual_card::Delivery;
    const auto card = card_;
    commands_.emplace_back(command.begin(), command.begin() + 4);
    auto exchange = card->exchange(command);
    switch (exchange.delivery) {
    case Delivery::answered: break;
    case Delivery::no_answer: return SCARD_E_NOT_TRANSACTED;
    case Delivery::removed: lose_card(); return SCARD_W_REMOVED_CARD;
    case Delivery::reset: note_reset(); return SCARD_W_RESET_CARD;
    }
    answer = std::move(exchange.answer);
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::control(DWORD code, ByteView input, Bytes& answer)
{
    if (!fuzz::is_entry(code)) {
        auto told = fuzz::pad_answer(code, pad_);
        if (!told) {
            return SCARD_E_UNSUPPORTED_FEATURE;
        }
        answer = *std::move(told);
        return SCARD_S_SUCCESS;
    }
    if (fuzz::is_start(code)) {
        pad_structure_.assign(input.begin(), input.end());
        return SCARD_S_SUCCESS;
    }
    const auto structure = fuzz::is_finish(code) ? std::exchange(pad_structure_, {})
                                                 : Bytes{input.begin(), input.end()};
    if (structure.empty()) {
        return SCARD_E_INVALID_PARAMETER;
    }
    const auto pin = card_->pin();
    const auto command = fuzz::is_change(code) ? fuzz::typed_command(structure, {pin, new_pin_})
                                               : fuzz::typed_command(structure, {pin});
    return transmit(command, answer);
}

DWORD ReaderStack::flags() const
{
    DWORD flags = card_ ? SCARD_STATE_PRESENT : SCARD_STATE_EMPTY;
    flags |= card_ && !connections_.empty() ? SCARD_STATE_INUSE : 0U;
    return flags | events_ << 16U;
}

} // namespace openbeid::test
