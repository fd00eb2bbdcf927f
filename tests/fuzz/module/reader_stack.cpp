// SPDX-License-Identifier: Apache-2.0
#include "module/reader_stack.hpp"

#include "fuzz.hpp"
#include "module/personas.hpp"
#include "support/test_clock.hpp"

#include <algorithm>
#include <array>

namespace openbeid::fuzz {

namespace {

constexpr const char* first_name = "Fuzzed Reader 00 00";
constexpr const char* second_name = "Fuzzed Reader 01 00";
constexpr const char* list_of_readers = R"(\\?PnP?\Notification)";

} // namespace

std::unique_ptr<ReaderStack>& reader_stack()
{
    static std::unique_ptr<ReaderStack> stack;
    return stack;
}

ReaderStack::ReaderStack(const Input& input)
    : card_records_{input, number_of(Kind::honest), number_of(Kind::card_end)},
      service_records_{input, number_of(Kind::calm), number_of(Kind::service_end)}, setup_{
                                                                                        input.setup}
{
    readers_.push_back({.name = first_name, .card = nullptr});
    take_card(readers_.front(), setup_.persona);
}

ReaderStack::Figures ReaderStack::figures() const
{
    const Lock lock{mutex_};
    return {.verifies = rules_.verifies(), .changes = rules_.changes(), .commands = commands_};
}

std::size_t ReaderStack::open_things() const
{
    const Lock lock{mutex_};
    return contexts_.size() + handles_.size();
}

void ReaderStack::put_in(std::uint8_t persona)
{
    const Lock lock{mutex_};
    lose_card(readers_.front());
    take_card(readers_.front(), persona);
}

void ReaderStack::lose_card(Reader& reader)
{
    if (!reader.card) {
        return;
    }
    reader.card->remove();
    reader.card.reset();
    reader.owner = 0;
    ++reader.events;
    rules_.note_reset();
    for (auto& [number, handle] : handles_) {
        handle.removed = handle.removed || &readers_[handle.reader] == &reader;
    }
    ++changes_;
    changed_.notify_all();
}

void ReaderStack::take_card(Reader& reader, std::uint8_t persona)
{
    reader.card = std::make_shared<virtual_card::Card>(persona_of(persona));
    reader.card->insert();
    reader.card->power_on();
    ++reader.events;
    ++changes_;
    changed_.notify_all();
}

void ReaderStack::note_reset(std::size_t reader)
{
    rules_.note_reset();
    for (auto& [number, handle] : handles_) {
        handle.reset = handle.reset || handle.reader == reader;
    }
}

void ReaderStack::restart()
{
    contexts_.clear();
    handles_.clear();
    rules_.note_reset();
    for (auto& reader : readers_) {
        reader.owner = 0;
        reader.events = 0;
        if (reader.card) {
            reader.card->reset();
        }
    }
    ++changes_;
    changed_.notify_all();
}

LONG ReaderStack::before_call()
{
    if (locked_by_another_ > 0) {
        --locked_by_another_;
    }
    const auto record = service_records_.next(Kind::calm);
    if (!record) {
        return SCARD_S_SUCCESS;
    }
    if (Kind{record->kind} == Kind::service_error) {
        return scard_error(byte_of(*record, 0));
    }
    happen(*record);
    return SCARD_S_SUCCESS;
}

void ReaderStack::happen(const Record& record)
{
    auto& first = readers_.front();
    switch (record.kind) {
    case number_of(Kind::remove): lose_card(first); break;
    case number_of(Kind::insert):
    case number_of(Kind::exchange):
        if (first.card && Kind{record.kind} == Kind::insert) {
            break;
        }
        lose_card(first);
        take_card(first, byte_of(record, 0));
        break;
    case number_of(Kind::reset):
        if (first.card) { // in the middle of a transaction too: a program that dies does that
            first.card->reset();
            note_reset(0);
        }
        break;
    case number_of(Kind::lock):
        if (first.owner == 0) {
            locked_by_another_ = byte_of(record, 0);
        }
        break;
    case number_of(Kind::restart): restart(); break;
    case number_of(Kind::plug):
        if (readers_.size() == 1) {
            readers_.push_back({.name = second_name, .card = nullptr});
        } else {
            std::erase_if(handles_, [](const auto& entry) { return entry.second.reader == 1; });
            readers_.pop_back();
        }
        ++changes_;
        changed_.notify_all();
        break;
    case number_of(Kind::clock):
        test::advance_clock(std::chrono::milliseconds{word_of(record, 0)});
        break;
    default: break;
    }
}

LONG ReaderStack::establish(SCARDCONTEXT& context)
{
    const Lock lock{mutex_};
    if (const LONG failed = before_call(); failed != SCARD_S_SUCCESS) {
        return failed;
    }
    context = ++last_number_;
    contexts_.insert(context);
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::release(SCARDCONTEXT context)
{
    const Lock lock{mutex_};
    return contexts_.erase(context) == 1 ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

LONG ReaderStack::list(SCARDCONTEXT context, std::string& names)
{
    const Lock lock{mutex_};
    if (!contexts_.contains(context)) {
        return SCARD_E_INVALID_HANDLE;
    }
    for (const auto& reader : readers_) {
        names += reader.name + '\0';
    }
    names += '\0';
    return SCARD_S_SUCCESS;
}

DWORD ReaderStack::flags_of(std::size_t number) const
{
    const auto& reader = readers_[number];
    DWORD flags = reader.events << 16U;
    if (!reader.card) {
        return flags | SCARD_STATE_EMPTY;
    }
    flags |= SCARD_STATE_PRESENT;
    if (reader.card->atr().empty()) {
        flags |= SCARD_STATE_MUTE;
    }
    const bool in_use = std::any_of(handles_.begin(), handles_.end(), [&](const auto& entry) {
        return entry.second.reader == number;
    });
    return in_use ? flags | SCARD_STATE_INUSE : flags;
}

LONG ReaderStack::status_change(SCARDCONTEXT context,
                                DWORD time,
                                std::span<SCARD_READERSTATE> states)
{
    Lock lock{mutex_};
    if (const LONG failed = before_call(); failed != SCARD_S_SUCCESS) {
        return failed;
    }
    if (!contexts_.contains(context)) {
        return SCARD_E_INVALID_HANDLE;
    }
    if (time != 0) {
        const auto seen = changes_;
        const auto cancels = cancelled_;
        changed_.wait(lock, [&] { return changes_ != seen || cancelled_ != cancels; });
        return cancelled_ != cancels ? SCARD_E_CANCELLED : SCARD_S_SUCCESS;
    }
    for (auto& state : states) {
        const auto known = std::find_if(readers_.begin(), readers_.end(), [&](const auto& reader) {
            return reader.name == state.szReader;
        });
        if (known == readers_.end()) {
            if (state.szReader != std::string{list_of_readers}) {
                return SCARD_E_UNKNOWN_READER;
            }
            state.dwEventState = readers_.size() << 16U;
            continue;
        }
        state.dwEventState =
            flags_of(static_cast<std::size_t>(known - readers_.begin())) | SCARD_STATE_CHANGED;
        const auto atr = known->card ? known->card->atr() : Bytes{};
        rules_.note_atr(atr);
        state.cbAtr = std::min(atr.size(), sizeof state.rgbAtr);
        std::copy_n(atr.begin(), state.cbAtr, std::begin(state.rgbAtr));
    }
    return SCARD_S_SUCCESS;
}

LONG ReaderStack::cancel(SCARDCONTEXT context)
{
    const Lock lock{mutex_};
    ++cancelled_;
    changed_.notify_all();
    return contexts_.contains(context) ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

} // namespace openbeid::fuzz
