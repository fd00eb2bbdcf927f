// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "states.hpp"

#include <atomic>
#include <mutex>
#include <string>

namespace openbeid::test {

inline constexpr transport::PinPad whole_pad{.verify = true, .change = true};
inline constexpr std::uint16_t cancel_key = 0x6401;
inline constexpr std::uint16_t nobody_came = 0x6400;

/// A card in a reader with a pad, whose user types what `next` says.
class PadReader : public CardInserted {
public:
    explicit PadReader(std::string_view persona_name = "v18-citizen",
                       transport::PinPad abilities = whole_pad)
        : CardInserted{persona_name}
    {
        readers.fit_pin_pad(
            first_reader,
            [this](transport::PinEntry) {
                ++asked;
                return next;
            },
            abilities);
        REQUIRE(open(session) == Rv{CKR_OK});
    }

    [[nodiscard]] Rv login(CK_USER_TYPE user = CKU_USER) const
    {
        return Rv{p11().C_Login(session.handle(), user, nullptr, 0)};
    }
    [[nodiscard]] Rv set_pin() const
    {
        return Rv{p11().C_SetPIN(session.handle(), nullptr, 0, nullptr, 0)};
    }
    [[nodiscard]] CK_MECHANISM_TYPE mechanism() const
    {
        return card->persona_name().starts_with("v18") ? CKM_ECDSA_SHA256 : CKM_SHA256_RSA_PKCS;
    }
    /// Logged in on the pad, with an operation of that key.
    void begin_signature(std::uint8_t key)
    {
        REQUIRE(login() == Rv{CKR_OK});
        REQUIRE(session.sign_init(mechanism(), session.key(key)) == Rv{CKR_OK});
        asked = 0;
    }

    TestSession session;
    Typed next{.pin = std::string{right_pin}};
    std::atomic<int> asked{0};
};

/// The instructions that reach the card, from now on.
class Transcript {
public:
    explicit Transcript(CardInserted& token) : readers_{token.readers}
    {
        token.readers.on_transmit([this](ByteView command) {
            const std::lock_guard lock{mutex_};
            instructions_.push_back(command[1]);
            if (command[1] == ins_mse) {
                instructions_.push_back(command.back()); // the key
            }
        });
    }
    ~Transcript() { readers_.on_transmit({}); }
    Transcript(const Transcript&) = delete;
    Transcript& operator=(const Transcript&) = delete;

    [[nodiscard]] Bytes instructions() const
    {
        const std::lock_guard lock{mutex_};
        return instructions_;
    }

private:
    VirtualReaders& readers_;
    mutable std::mutex mutex_;
    Bytes instructions_;
};

} // namespace openbeid::test
