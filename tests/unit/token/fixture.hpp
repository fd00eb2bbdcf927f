// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hex.hpp"
#include "scripted_reader.hpp"
#include "specimen_key.hpp"
#include "support/catch.hpp"
#include "support/test_clock.hpp"
#include "token/token.hpp"

#include <string>
#include <string_view>

namespace openbeid::test {

inline Bytes text(std::string_view digits)
{
    return {digits.begin(), digits.end()};
}

inline constexpr auto select_df = "00 A4 08 0C 04 3F 00 DF 00";
inline constexpr auto mse_82 = "00 22 41 B6 05 04 80 01 84 82";
inline constexpr auto mse_83 = "00 22 41 B6 05 04 80 02 84 83";
inline constexpr auto verify_1234 = "00 20 00 01 08 24 12 34 FF FF FF FF FF";
inline constexpr auto verify_9999 = "00 20 00 01 08 24 99 99 FF FF FF FF FF";
inline constexpr auto empty_verify = "00 20 00 01";
inline constexpr auto log_off = "80 E6 00 00";
inline constexpr auto get_card_data = "80 E4 00 00 1C";

/// What the tests sign with a key on P-384.
inline const Bytes digest(48, 0xD1);
inline const auto cds = "00 2A 9E 9A 30" + to_hex(digest);

inline const SpecimenKey& ec_key()
{
    static const auto key = SpecimenKey::ec("P-384");
    return key;
}

inline Pin pin(SecretStore& store, std::string_view digits)
{
    auto made = Pin::from(store, text(digits));
    REQUIRE(made);
    return *std::move(made);
}

/// A token with the applet of that version, connected to a card that follows a script.
class ConnectedToken {
public:
    ConnectedToken(std::uint8_t version, std::initializer_list<Step> steps)
        : script{steps}, token{surroundings_, a_reader, card_data(version)}
    {
        REQUIRE(token.connect());
    }
    ~ConnectedToken() { token.declare_gone(); } // no LOG OFF of a login that the test left

    /// The next steps are those of a login with 1234.
    void log_in()
    {
        script.append({{"begin", ""}, {mse_82, "9000"}, {verify_1234, "9000"}, {"end", ""}});
        REQUIRE(token.login(text("1234")));
    }

    /// The next steps are those of reading a certificate.
    void read_certificate(token::CertificateId id, const Bytes& der)
    {
        script.append({{"begin", ""}, {"00A4080C06" + to_hex(token::file_of(id)), "9000"}});
        for (std::size_t at = 0; at < der.size(); at += 256) {
            const auto size = std::min<std::size_t>(256, der.size() - at);
            const bool first = at == 0; // its length is not known before
            const Bytes read{0x00,
                             0xB0,
                             static_cast<std::uint8_t>(at >> 8U),
                             0x00,
                             static_cast<std::uint8_t>(first ? 0 : size)};
            script.append({{to_hex(read), to_hex(ByteView{der}.subspan(at, size)) + "9000"}});
        }
        script.append({{"end", ""}});
        REQUIRE(token.certificate(id));
    }

    static card::CardData card_data(std::uint8_t version)
    {
        return {.serial = {0x53, 0x4C, version},
                .applet_version = version,
                .applet = *card::find_applet(version),
                .kind = version < 0x18 ? card::AtrKind::belpic : card::AtrKind::platform};
    }

    /// The answer to GET CARD DATA of a card with applet 1.7, of the one that card_data() tells of
    /// if no other serial number is given.
    static std::string card_data_answer(ByteView serial = card_data(0x17).serial)
    {
        return to_hex(serial) + "F336012201170003002101 0F 9000";
    }

private:
    std::shared_ptr<SecretStore> secrets_ = SecretStore::create();

public:
    Script script;

private:
    ScriptedReader reader_{script};
    token::Surroundings surroundings_{crypto_context(), *secrets_, reader_};

public:
    token::Token token;
};

} // namespace openbeid::test
