// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/counters.hpp"
#include "virtual_card/fault.hpp"
#include "virtual_card/persona.hpp"

#include <openbeid/bytes.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace openbeid::virtual_card {

/// How an exchange ended. Whoever plays the reader makes its own error of the last three.
enum class Delivery : std::uint8_t {
    answered,
    no_answer, ///< communication error
    removed,   ///< the card is out
    reset,     ///< the card was reset in between
};

struct Exchange {
    Delivery delivery{Delivery::answered};
    Bytes answer{}; ///< data and status word; empty unless answered
};

/**
 * A Belgian eID as seen on its contacts, at the level of T=0: commands with data answer 61xx and
 * leave the data to GET RESPONSE, a wrong Le is answered with 6Cxx. A new card is in the reader
 * and without power. Tries, the PIN and the files survive power-off; rights and selections don't.
 * Thread: any; calls exclude each other.
 */
class Card {
public:
    explicit Card(Persona persona);
    ~Card();
    Card(const Card&) = delete;
    Card& operator=(const Card&) = delete;

    [[nodiscard]] std::string persona_name() const;
    [[nodiscard]] Bytes atr() const;
    void power_on();
    void power_off();
    void reset();

    /// One command as the reader sends it: 4 bytes (case 1), or 5 and the data if there are any.
    [[nodiscard]] Exchange exchange(ByteView command_tpdu);
    /// The answer alone, empty if there is none.
    [[nodiscard]] Bytes transmit(ByteView command_tpdu);

    [[nodiscard]] bool present() const;
    void remove();
    void insert();

    [[nodiscard]] Counters counters() const;
    void reset_counters();
    /// One line per exchange: header, data of the command (never those of VERIFY, CHANGE and
    /// RESET RETRY COUNTER), length of the answer, status word. Called with the card locked.
    void set_trace(std::function<void(const std::string&)> sink);

    void inject(Fault fault);
    void clear_faults();
    [[nodiscard]] std::size_t waiting_faults() const;

    [[nodiscard]] unsigned tries_left() const;
    [[nodiscard]] unsigned puk_tries_left() const; ///< 0 if there is no PUK
    void set_tries_left(unsigned tries);           ///< 0 blocks the PIN
    [[nodiscard]] std::string pin() const;
    void set_pin(std::string digits);
    /// Whether a CDS with key 82 would find its PIN right.
    [[nodiscard]] bool authentication_right() const;
    /// Whether a CDS with key 83 would, if it were the next command.
    [[nodiscard]] bool signature_right() const;

    void set_quirks(Quirks quirks);
    /// `path` in hexadecimal, with or without slashes: "3F00/DF00/5038". Made if it was not there.
    void set_file(std::string_view path, Bytes content);
    void erase_file(std::string_view path);
    /// Nothing if there is no such file.
    [[nodiscard]] std::optional<Bytes> file(std::string_view path) const;

private:
    class State;
    std::unique_ptr<State> state_;
};

} // namespace openbeid::virtual_card
