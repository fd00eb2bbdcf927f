// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "module/input.hpp"
#include "module/rules.hpp"
#include "virtual_card/card.hpp"

#include <winscard.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace openbeid::fuzz {

/**
 * What pcsc-lite and pcscd do behind the functions of scard.cpp, with virtual cards that do what
 * the records of an input say; without a record, what is right. Any thread.
 */
class ReaderStack {
public:
    /// @param input  its setup names the persona in the reader, and the reader's PIN pad: none,
    ///               one for the PIN, one also for its change, one with start and finish
    explicit ReaderStack(const Input& input);

    LONG establish(SCARDCONTEXT& context);
    LONG release(SCARDCONTEXT context);
    LONG list(SCARDCONTEXT context, std::string& names);
    LONG status_change(SCARDCONTEXT context, DWORD time, std::span<SCARD_READERSTATE> states);
    LONG cancel(SCARDCONTEXT context);
    LONG connect(SCARDCONTEXT context, const std::string& reader, SCARDHANDLE& handle);
    LONG disconnect(SCARDHANDLE handle, DWORD disposition);
    LONG reconnect(SCARDHANDLE handle);
    LONG begin(SCARDHANDLE handle);
    LONG end(SCARDHANDLE handle, DWORD disposition);
    /// SCardGetAttrib, as far as the module can tell from it.
    LONG look(SCARDHANDLE handle);
    LONG transmit(SCARDHANDLE handle, ByteView command, std::span<BYTE> room, DWORD& size);
    LONG control(SCARDHANDLE handle, DWORD code, ByteView in, std::span<BYTE> room, DWORD& size);

    /// Another card is in the reader before the next call.
    void put_in(std::uint8_t persona);

    struct Figures {
        unsigned verifies{0};
        unsigned changes{0};
        unsigned commands{0};
    };
    [[nodiscard]] Figures figures() const;
    /// Contexts, connections and transactions that nobody has ended.
    [[nodiscard]] std::size_t open_things() const;

private:
    struct Reader {
        std::string name;
        std::shared_ptr<virtual_card::Card> card;
        std::uint32_t events{0};
        SCARDHANDLE owner{0}; ///< of the transaction
    };
    struct Handle {
        std::size_t reader{0};
        bool reset{false};
        bool removed{false};
    };
    using Lock = std::unique_lock<std::mutex>;

    /// What happens before a call that is not for the card; not 0 is the call's answer.
    [[nodiscard]] LONG before_call();
    void happen(const Record& record);
    void lose_card(Reader& reader);
    void take_card(Reader& reader, std::uint8_t persona);
    void note_reset(std::size_t reader);
    void restart();
    [[nodiscard]] LONG state_of(SCARDHANDLE handle) const;
    [[nodiscard]] Reader& reader_of(SCARDHANDLE handle);
    [[nodiscard]] DWORD flags_of(std::size_t reader) const;
    /// The card's answer, or the error that comes in its place.
    [[nodiscard]] LONG exchange(SCARDHANDLE handle, ByteView command, Bytes& answer);
    [[nodiscard]] LONG execute(SCARDHANDLE handle, ByteView command, Bytes& answer);
    [[nodiscard]] LONG enter(SCARDHANDLE handle, ByteView structure, bool change, Bytes& answer);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Queue card_records_;
    Queue service_records_;
    Setup setup_;
    Rules rules_;
    std::vector<Reader> readers_;
    std::set<SCARDCONTEXT> contexts_;
    std::map<SCARDHANDLE, Handle> handles_;
    long last_number_{0};
    unsigned changes_{0};   ///< of readers and cards
    unsigned cancelled_{0}; ///< how many blocked calls shall end
    unsigned locked_by_another_{0};
    unsigned commands_{0};
    Bytes pad_structure_; ///< of an entry that has started
};

/// The one that scard.cpp speaks to.
[[nodiscard]] std::unique_ptr<ReaderStack>& reader_stack();

} // namespace openbeid::fuzz
