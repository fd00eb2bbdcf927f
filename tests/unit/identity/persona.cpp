// SPDX-License-Identifier: Apache-2.0
#include "persona.hpp"

#include "identity/records.hpp"
#include "tlv/der.hpp"
#include "virtual_card/card.hpp"

#include <algorithm>
#include <chrono>
#include <map>

namespace openbeid {

namespace {

const virtual_card::Persona& persona(std::string_view name)
{
    static std::map<std::string, virtual_card::Persona, std::less<>> loaded;
    auto found = loaded.find(name);
    if (found == loaded.end()) {
        auto fresh = virtual_card::load_persona(name, virtual_card::default_cache_dir());
        REQUIRE(fresh);
        found = loaded.emplace(name, *std::move(fresh)).first;
    }
    return found->second;
}

Bytes file(const virtual_card::Persona& card, const std::string& path)
{
    const auto found = card.files.find(path);
    return found == card.files.end() ? Bytes{} : found->second;
}

// Without its padding, which nothing covers; a file of zeros stays one.
Bytes certificate(const virtual_card::Persona& card, const std::string& path)
{
    auto bytes = file(card, path);
    if (const auto header = tlv::parse_der_header(bytes); header && bytes[0] != 0) {
        bytes.resize(header->total_size());
    }
    return bytes;
}

// INTERNAL AUTHENTICATE over T=0 (card reference §5.12).
Bytes prove(const virtual_card::Persona& persona, const Bytes& challenge)
{
    virtual_card::Card card{persona};
    card.power_on();
    Bytes command{0x00, 0x88, 0x02, 0x81, 0x32, 0x94, 0x30};
    command += challenge;
    REQUIRE(to_hex(card.transmit(command)) == "6160");
    auto answer = card.transmit(Bytes{0x00, 0xC0, 0x00, 0x00, 0x60});
    REQUIRE(answer.size() == 98);
    answer.resize(96);
    return answer;
}

} // namespace

VirtualFiles::VirtualFiles(std::string_view persona_name)
{
    const auto& card = persona(persona_name);
    identity = file(card, "3F00DF014031");
    identity_signature = file(card, "3F00DF014032");
    address = file(card, "3F00DF014033");
    address_signature = file(card, "3F00DF014034");
    photo = file(card, "3F00DF014035");
    basic_key = file(card, "3F00DF014040");
    register_certificate = certificate(card, "3F00DF00503C");
    authentication_certificate = certificate(card, "3F00DF005038");
    signature_certificate = certificate(card, "3F00DF005039");
    ca_certificate = certificate(card, "3F00DF00503A");
    root_certificate = certificate(card, "3F00DF00503B");
    chip_serial.assign(card.card_data.begin(), card.card_data.begin() + 16);
    if (!basic_key.empty()) {
        for (std::uint8_t i = 0; i < 48; ++i) {
            challenge.push_back(static_cast<std::uint8_t>(7 * i + 1));
        }
        answer = prove(card, challenge);
    }
    const auto root = crypto::Certificate::parse(shared_context(), root_certificate);
    REQUIRE(root);
    test_roots.push_back(crypto::copy(root->spki()));
}

identity::CardFiles VirtualFiles::views() const
{
    return {.identity = identity,
            .identity_signature = identity_signature,
            .address = address,
            .address_signature = address_signature,
            .photo = photo,
            .national_register_certificate = register_certificate,
            .basic_key = basic_key,
            .chip_serial = chip_serial,
            .authentication_certificate = authentication_certificate,
            .signature_certificate = signature_certificate,
            .ca_certificate = ca_certificate,
            .root_certificate = root_certificate,
            .chip_proof = {.challenge = challenge, .answer = answer}};
}

Verification VirtualFiles::verify() const
{
    return verify(now(), test_roots);
}

Verification VirtualFiles::verify(const crypto::UtcTime& time,
                                  const std::vector<Bytes>& roots) const
{
    const auto result = identity::verify(shared_context(), views(), time, roots);
    REQUIRE(result);
    return *result;
}

crypto::UtcTime now()
{
    const auto time = std::chrono::system_clock::now();
    const auto days = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{days};
    return {.year = static_cast<std::uint16_t>(static_cast<int>(date.year())),
            .month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
            .day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day())),
            .hour = 12};
}

const crypto::Context& shared_context()
{
    static const auto context = crypto::make_context();
    return *context;
}

} // namespace openbeid
