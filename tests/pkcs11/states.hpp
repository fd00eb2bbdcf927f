// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "functions.hpp"
#include "support/test_clock.hpp"
#include "support/virtual_readers.hpp"
#include "test_session.hpp"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The states that a test starts from. Each finalises the module in the end.
namespace openbeid::test {

using virtual_card::Card;
using virtual_card::Fault;
using virtual_card::FaultKind;

/// Personas of the three generations.
inline const auto every_citizen = {"v11-citizen", "v17-citizen", "v18-citizen"};

inline constexpr std::string_view right_pin = "1234";
inline constexpr std::string_view wrong_pin = "0000";

inline constexpr std::uint8_t authentication_id = 2;
inline constexpr std::uint8_t signature_id = 3;
inline constexpr std::uint8_t ca_id = 4;
inline constexpr std::uint8_t root_id = 6;

/// A persona, loaded once in the process.
[[nodiscard]] virtual_card::Persona persona(std::string_view name);
[[nodiscard]] std::shared_ptr<Card> make_card(std::string_view persona_name);

/// The path of a certificate file on the card.
[[nodiscard]] const char* path_of(std::uint8_t certificate_id);

/// Bytes of the certificate at the start of a file, without the padding after it.
[[nodiscard]] std::size_t der_size(ByteView file);

/// Exchanges that reading these certificates takes: a SELECT, and blocks of 256 bytes up to the end
/// of the DER. An absent one takes 2.
[[nodiscard]] std::uint64_t cost_of(const Card& card, std::uint8_t certificate_id);
[[nodiscard]] std::uint64_t cost_of(const Card& card, std::initializer_list<std::uint8_t> ids);

/// What reached a card since the meter was made.
class Meter {
public:
    explicit Meter(const Card& card) : card_{card}, start_{card.counters()} {}

    [[nodiscard]] std::uint64_t apdus() const { return card_.counters().apdus - start_.apdus; }
    [[nodiscard]] std::uint64_t verifies() const
    {
        return card_.counters().verify_commands - start_.verify_commands;
    }
    /// Those with a PIN in them.
    [[nodiscard]] std::uint64_t pins() const
    {
        return card_.counters().verify_pins - start_.verify_pins;
    }
    [[nodiscard]] std::uint64_t wrong_tries() const
    {
        return card_.counters().wrong_tries - start_.wrong_tries;
    }
    [[nodiscard]] std::uint64_t signatures_82() const
    {
        return card_.counters().signatures_82 - start_.signatures_82;
    }
    [[nodiscard]] std::uint64_t signatures_83() const
    {
        return card_.counters().signatures_83 - start_.signatures_83;
    }
    /// Commands with that instruction.
    [[nodiscard]] std::uint64_t commands(std::uint8_t ins) const;

private:
    const Card& card_;
    const virtual_card::Counters start_;
};

inline constexpr std::uint8_t ins_select = 0xA4;
inline constexpr std::uint8_t ins_read_binary = 0xB0;
inline constexpr std::uint8_t ins_get_response = 0xC0;
inline constexpr std::uint8_t ins_verify = 0x20;
inline constexpr std::uint8_t ins_mse = 0x22;
inline constexpr std::uint8_t ins_sign = 0x2A;
inline constexpr std::uint8_t ins_log_off = 0xE6;
inline constexpr std::uint8_t ins_get_card_data = 0xE4;

/// Other programs' commands, in hexadecimal.
inline constexpr const char* log_off = "80 E6 00 00";
inline constexpr const char* select_applet =
    "00 A4 04 0C 0F A0 00 00 00 30 29 05 70 00 AD 13 10 01 01 FF";
inline constexpr const char* verify_wrong_pin = "00 20 00 01 08 24 00 00 FF FF FF FF FF";
inline constexpr const char* verify_right_pin = "00 20 00 01 08 24 12 34 FF FF FF FF FF";

/// C_Initialize was called. One empty reader.
class Initialized {
public:
    Initialized();
    ~Initialized();
    Initialized(const Initialized&) = delete;
    Initialized& operator=(const Initialized&) = delete;

    /// The time moves on so far that the next call looks at the readers again.
    static void let_module_look() { advance_clock(std::chrono::milliseconds{100}); }

    [[nodiscard]] static std::vector<CK_SLOT_ID> slots(bool with_token);
    [[nodiscard]] static CK_FLAGS slot_flags(CK_SLOT_ID slot);
    [[nodiscard]] static CK_FLAGS token_flags(CK_SLOT_ID slot = 0);
    static Rv open(TestSession& session, CK_FLAGS flags = CKF_RW_SESSION, CK_SLOT_ID slot = 0);

    VirtualReaders readers;
};

/// A card is in the reader, not yet looked at.
class CardInserted : public Initialized {
public:
    explicit CardInserted(std::string_view persona_name = "v18-citizen");
    explicit CardInserted(std::shared_ptr<Card> inserted);

    /// Takes the card out, and lets the module see it at its next look.
    void remove_card();
    void insert_card(std::shared_ptr<Card> inserted);
    [[nodiscard]] OtherProgram other_program() const { return {readers, first_reader}; }

    std::shared_ptr<Card> card;
};

/// A read-write session is open.
class OpenSession : public CardInserted {
public:
    explicit OpenSession(std::string_view persona_name = "v18-citizen");
    explicit OpenSession(std::shared_ptr<Card> inserted);

    TestSession session;
};

/// The user is logged in, and nothing was read but what that needs.
class LoggedIn : public OpenSession {
public:
    explicit LoggedIn(std::string_view persona_name = "v18-citizen");
    explicit LoggedIn(std::shared_ptr<Card> inserted);
};

/// The private keys were found: their certificates are read.
class KeysFound : public LoggedIn {
public:
    explicit KeysFound(std::string_view persona_name = "v18-citizen");
    explicit KeysFound(std::shared_ptr<Card> inserted);

    /// The mechanism that hashes with SHA-256 for the keys of this card.
    [[nodiscard]] CK_MECHANISM_TYPE hashing_mechanism() const;
    /// Whole signatures of some text with either key.
    [[nodiscard]] Output sign_authentication() const;
    [[nodiscard]] Output sign_legally(std::string_view pin = right_pin) const;

    CK_OBJECT_HANDLE authentication_key{0};
    CK_OBJECT_HANDLE signature_key{0};

private:
    void find_keys();
};

/// The program that the module asks for a PIN with, from the next C_Initialize on; there is none
/// in the beginning.
[[nodiscard]] std::string& prompt_helper();

/// Something to sign.
[[nodiscard]] ByteView some_text();

} // namespace openbeid::test
