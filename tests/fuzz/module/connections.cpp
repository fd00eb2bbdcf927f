// SPDX-License-Identifier: Apache-2.0
// The part of ReaderStack that a connection to a card is about.
#include "fuzz.hpp"
#include "module/pad.hpp"
#include "module/personas.hpp"
#include "module/reader_stack.hpp"

#include <algorithm>

namespace openbeid::fuzz {

using virtual_card::Delivery;

namespace {

constexpr unsigned max_commands = 200'000; ///< more in one input is a loop without end

Bytes status_word(std::uint16_t word)
{
    return {static_cast<std::uint8_t>(word >> 8U), static_cast<std::uint8_t>(word)};
}

/// Cuts, lengthens or changes an answer: the first byte says which, the next two where or how much.
void spoil(const Record& record, Bytes& answer)
{
    constexpr std::size_t longest = 300;
    const std::size_t number = word_of(record, 1);
    switch (byte_of(record, 0) % 4) {
    case 0: answer.resize(answer.empty() ? 0 : number % answer.size()); break;
    case 1: answer.insert(answer.begin(), number % longest, byte_of(record, 3)); break;
    case 2:
        if (!answer.empty()) {
            answer[number % answer.size()] ^=
                static_cast<std::uint8_t>(byte_of(record, 3) != 0 ? byte_of(record, 3) : 1);
        }
        break;
    default: // the data, but not the status word
        for (std::size_t i = 3; i < record.payload.size() && number + i - 3 + 2 < answer.size();
             ++i) {
            answer[number + i - 3] = record.payload[i];
        }
    }
}

} // namespace

ReaderStack::Reader& ReaderStack::reader_of(SCARDHANDLE handle)
{
    return readers_[handles_.at(handle).reader];
}

/// What pcscd looks at before it does anything with a handle.
LONG ReaderStack::state_of(SCARDHANDLE number) const
{
    const auto found = handles_.find(number);
    if (found == handles_.end()) {
        return SCARD_E_INVALID_HANDLE;
    }
    const auto& handle = found->second;
    const auto owner = readers_[handle.reader].owner;
    if (locked_by_another_ > 0 || (owner != 0 && owner != number)) {
        return SCARD_E_SHARING_VIOLATION;
    }
    if (handle.removed) {
        return SCARD_W_REMOVED_CARD;
    }
    return handle.reset ? SCARD_W_RESET_CARD : SCARD_S_SUCCESS;
}

LONG ReaderStack::connect(SCARDCONTEXT context, const std::string& name, SCARDHANDLE& handle)
{
    Lock lock{mutex_};
    if (const LONG failed = before_call(); failed != SCARD_S_SUCCESS) {
        return failed;
    }
    if (!contexts_.contains(context)) {
        return SCARD_E_INVALID_HANDLE;
    }
    locked_by_another_ = 0; // until then it would block
    for (std::size_t i = 0; i < readers_.size(); ++i) {
        if (readers_[i].name != name) {
            continue;
        }
        if (!readers_[i].card) {
            return SCARD_E_NO_SMARTCARD;
        }
        if (readers_[i].card->atr().empty()) {
            return SCARD_W_UNRESPONSIVE_CARD;
        }
        handle = ++last_number_;
        handles_[handle] = {.reader = i};
        return SCARD_S_SUCCESS;
    }
    return SCARD_E_UNKNOWN_READER;
}

LONG ReaderStack::disconnect(SCARDHANDLE handle, DWORD disposition)
{
    const Lock lock{mutex_};
    if (!handles_.contains(handle)) {
        return SCARD_E_INVALID_HANDLE;
    }
    auto& reader = reader_of(handle);
    if (reader.owner == handle) {
        reader.owner = 0;
    }
    if (disposition == SCARD_RESET_CARD && reader.card) {
        reader.card->reset();
        note_reset(handles_[handle].reader);
    }
    handles_.erase(handle);
    changed_.notify_all();
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::reconnect(SCARDHANDLE handle)
{
    const Lock lock{mutex_};
    if (const LONG failed = before_call(); failed != SCARD_S_SUCCESS) {
        return failed;
    }
    if (!handles_.contains(handle)) {
        return SCARD_E_INVALID_HANDLE;
    }
    if (!reader_of(handle).card) {
        return SCARD_E_NO_SMARTCARD;
    }
    handles_[handle].reset = handles_[handle].removed = false; // another card is taken up too
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::begin(SCARDHANDLE handle)
{
    Lock lock{mutex_};
    if (const LONG failed = before_call(); failed != SCARD_S_SUCCESS) {
        return failed;
    }
    locked_by_another_ = 0; // until then it would block
    changed_.wait(lock, [&] { return state_of(handle) != SCARD_E_SHARING_VIOLATION; });
    const LONG state = state_of(handle);
    if (state == SCARD_S_SUCCESS) {
        require(reader_of(handle).owner == 0); // the module never begins one in another
        reader_of(handle).owner = handle;
    }
    return state;
}

LONG ReaderStack::end(SCARDHANDLE handle, DWORD disposition)
{
    const Lock lock{mutex_};
    const LONG failed = before_call();
    const LONG state = state_of(handle);
    if (state != SCARD_S_SUCCESS) {
        return state; // after a reset pcscd keeps the lock
    }
    auto& reader = reader_of(handle);
    if (reader.owner != handle) {
        return SCARD_E_NOT_TRANSACTED;
    }
    reader.owner = 0;
    changed_.notify_all();
    if (failed != SCARD_S_SUCCESS) {
        return failed;
    }
    if (disposition == SCARD_RESET_CARD) {
        reader.card->reset();
        note_reset(handles_[handle].reader);
    }
    // A right that is left would give the next program a signature that nobody entered a PIN for.
    require(!rules_.right_is_left());
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::look(SCARDHANDLE handle)
{
    const Lock lock{mutex_};
    if (const LONG failed = before_call(); failed != SCARD_S_SUCCESS) {
        return failed;
    }
    return state_of(handle);
}

LONG ReaderStack::execute(SCARDHANDLE handle, ByteView command, Bytes& answer)
{
    if (const LONG state = state_of(handle); state != SCARD_S_SUCCESS) {
        return state;
    }
    auto exchanged = reader_of(handle).card->exchange(command);
    if (exchanged.delivery != Delivery::answered) {
        return SCARD_E_NOT_TRANSACTED;
    }
    answer = std::move(exchanged.answer);
    rules_.note_effect(command, answer);
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::exchange(SCARDHANDLE handle, ByteView command, Bytes& answer)
{
    const bool silent = card_records_.empty() && (setup_.after & 1U) != 0;
    const auto record = silent
                            ? std::optional{Record{.kind = number_of(Kind::error), .payload = {}}}
                            : card_records_.next(Kind::honest);
    rules_.note_command(command);
    const auto kind = record ? Kind{record->kind} : Kind::honest;
    switch (number_of(kind)) {
    case number_of(Kind::answer):
        answer = record->payload;
        rules_.note_answer(command, answer);
        return SCARD_S_SUCCESS;
    case number_of(Kind::status):
        answer = status_word(word_of(*record, 0));
        rules_.note_answer(command, answer);
        return SCARD_S_SUCCESS;
    case number_of(Kind::error): return scard_error(byte_of(*record, 0));
    default: break;
    }
    if (const LONG failed = execute(handle, command, answer); failed != SCARD_S_SUCCESS) {
        return failed;
    }
    if (kind == Kind::error_after) {
        return scard_error(byte_of(*record, 0));
    }
    if (kind == Kind::spoil) {
        spoil(*record, answer);
    }
    rules_.note_answer(command, answer);
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::transmit(SCARDHANDLE handle, ByteView command, std::span<BYTE> room, DWORD& size)
{
    const Lock lock{mutex_};
    size = 0;
    require(++commands_ < max_commands);
    if (const LONG state = state_of(handle); state != SCARD_S_SUCCESS) {
        return state;
    }
    require(reader_of(handle).owner == handle); // no command outside a transaction
    Bytes answer;
    if (const LONG failed = exchange(handle, command, answer); failed != SCARD_S_SUCCESS) {
        return failed;
    }
    return give(answer, room, size);
}

LONG ReaderStack::enter(SCARDHANDLE handle, ByteView structure, bool change, Bytes& answer)
{
    constexpr const char* pin = "1234";
    const auto command =
        change ? typed_command(structure, {pin, pin}) : typed_command(structure, {pin});
    return exchange(handle, command, answer);
}

LONG ReaderStack::control(
    SCARDHANDLE handle, DWORD code, ByteView in, std::span<BYTE> room, DWORD& size)
{
    const Lock lock{mutex_};
    size = 0;
    if (const LONG state = state_of(handle); state != SCARD_S_SUCCESS) {
        return state;
    }
    require(reader_of(handle).owner == handle);
    if (is_entry(code)) {
        const bool starts = is_start(code);
        const Bytes given{in.begin(), in.end()};
        if (starts) {
            pad_structure_ = given;
            return SCARD_S_SUCCESS;
        }
        Bytes answer;
        const auto structure = is_finish(code) ? std::exchange(pad_structure_, {}) : given;
        if (structure.empty()) {
            return SCARD_E_INVALID_PARAMETER;
        }
        const LONG entered = enter(handle, structure, is_change(code), answer);
        return entered == SCARD_S_SUCCESS ? give(answer, room, size) : entered;
    }
    const auto record = card_records_.next(Kind::honest);
    if (record && Kind{record->kind} == Kind::error) {
        return scard_error(byte_of(*record, 0));
    }
    if (record && Kind{record->kind} == Kind::answer) {
        return give(record->payload, room, size);
    }
    const auto answer = pad_answer(code, setup_.pin_pad);
    return answer ? give(*answer, room, size) : SCARD_E_UNSUPPORTED_FEATURE;
}

} // namespace openbeid::fuzz
