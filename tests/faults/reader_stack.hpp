// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/card.hpp"

#include <winscard.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace openbeid::test {

using virtual_card::Card;

/// What happens to the reader between two calls.
enum class Event : std::uint8_t {
    none,
    reset,           ///< by another program
    removal,         ///< of the card
    swap,            ///< for another person's card
    back_again,      ///< the same card out and in
    unplugging,      ///< of the reader
    service_restart, ///< pcscd dies and runs again
    service_end,     ///< pcscd dies until mend()
};

/// What goes wrong at one call of PC/SC.
struct CallFault {
    unsigned position{0}; ///< 1 is the first call; 0: nothing goes wrong
    LONG status{SCARD_S_SUCCESS};
    bool after{false};   ///< the work is done, only the answer is wrong
    bool lasting{false}; ///< every later call of this function too
    Event event{Event::none};
};

/// pcscd, pcsc-lite and one reader, in this process; the functions of winscard.h ask it. The card
/// of a blocked wait is put in or taken out, by whoever the program waits for.
class ReaderStack {
public:
    static ReaderStack& the();

    /// As after a start: `inserted` is in the reader (null: nothing), `other` is for swaps.
    /// @param pad  kind of PIN pad of the reader (fuzz/module/pad.hpp), 0: none
    void start(std::shared_ptr<Card> inserted,
               std::shared_ptr<Card> other,
               CallFault fault,
               std::uint8_t pad = 0);
    /// No more faults; pcscd runs, the reader is plugged in and has a card.
    void mend();
    void happen(Event event);
    void insert_again();

    [[nodiscard]] unsigned calls() const { return static_cast<unsigned>(functions_.size()); }
    [[nodiscard]] unsigned longest_run() const { return longest_run_; }
    /// A call of the module begins.
    /// @param waits  for somebody to do something, who also mends what is broken in the end
    void begin_run(bool waits)
    {
        run_length_ = longest_run_ = 0;
        waits_ = waits;
        seen_.clear();
        if (card_) {
            seen_.push_back(card_);
        }
    }
    /// The cards that were in the reader at some time during the last call of the module.
    [[nodiscard]] const std::vector<std::shared_ptr<Card>>& seen() const { return seen_; }
    /// The new PIN that the user of the pad types from now on; the old one is the card's.
    void type_new_pin(std::string pin) { new_pin_ = std::move(pin); }
    /// The headers of all APDUs.
    [[nodiscard]] const std::vector<Bytes>& commands() const { return commands_; }
    /// Of each call.
    [[nodiscard]] const std::vector<std::string>& functions() const { return functions_; }
    [[nodiscard]] const std::vector<std::shared_ptr<Card>>& cards() const { return cards_; }
    [[nodiscard]] const std::shared_ptr<Card>& current() const { return card_; }
    /// What must be nothing when the module is finalised.
    [[nodiscard]] std::string left_over() const;
    /// How often a right of key 83 was in the card when its lock was given back.
    [[nodiscard]] unsigned rights_left() const { return rights_left_; }

    // For winscard.cpp.
    struct Connection {
        SCARDCONTEXT context{};
        std::uint32_t run{0};
        LONG event{SCARD_S_SUCCESS};
    };
    /// The fault of this call.
    class Step {
    public:
        Step(LONG status, bool after) : status_{status}, after_{after} {}
        [[nodiscard]] bool fails() const { return status_ != SCARD_S_SUCCESS && !after_; }
        [[nodiscard]] LONG status() const { return status_; }
        /// What the call answers in the end.
        [[nodiscard]] LONG answer(LONG result) const { return after_ ? status_ : result; }

    private:
        LONG status_;
        bool after_;
    };
    [[nodiscard]] Step enter(const char* function);
    [[nodiscard]] LONG check_context(SCARDCONTEXT context) const;
    [[nodiscard]] LONG check_card(SCARDHANDLE handle, bool even_if_reset = false) const;
    [[nodiscard]] LONG establish(SCARDCONTEXT& context);
    [[nodiscard]] LONG connect(SCARDCONTEXT context, SCARDHANDLE& handle);
    [[nodiscard]] LONG reconnect(SCARDHANDLE handle);
    [[nodiscard]] LONG disconnect(SCARDHANDLE handle, bool reset);
    [[nodiscard]] LONG lock(SCARDHANDLE handle);
    [[nodiscard]] LONG unlock(SCARDHANDLE handle, bool reset);
    [[nodiscard]] LONG release(SCARDCONTEXT context);
    [[nodiscard]] LONG transmit(ByteView command, Bytes& answer);
    [[nodiscard]] LONG control(DWORD code, ByteView input, Bytes& answer);
    [[nodiscard]] bool plugged() const { return plugged_; }
    [[nodiscard]] DWORD flags() const;

private:
    void lose_card();
    void take_card(std::shared_ptr<Card> card);
    void note_reset();
    void give_back_lock();

    std::vector<std::shared_ptr<Card>> cards_; ///< the first one, and the one for swaps
    std::shared_ptr<Card> card_;               ///< in the reader
    std::vector<std::shared_ptr<Card>> seen_;
    std::uint8_t pad_{0};
    std::string new_pin_;
    Bytes pad_structure_; ///< of an entry that was started
    CallFault fault_;
    std::vector<Bytes> commands_;
    std::vector<std::string> functions_;
    unsigned run_length_{0};
    unsigned longest_run_{0};
    unsigned rights_left_{0};
    bool waits_{false};
    bool running_{true};
    bool plugged_{true};
    std::uint32_t run_{1};
    DWORD events_{0};
    LONG next_{1};
    SCARDHANDLE owner_{0};
    unsigned lock_depth_{0};
    std::map<SCARDCONTEXT, std::uint32_t> contexts_; ///< and the run of pcscd that they are of
    std::map<SCARDHANDLE, Connection> connections_;
};

} // namespace openbeid::test
