// SPDX-License-Identifier: Apache-2.0
// The verification of files as a card may give them. The first byte of the input says what the
// rest stands for: below 0x80 one file, beside those of a specimen; from there on changes, of four
// bytes each, to a virtual card that is authentic without them.
#include "crypto/certificate.hpp"
#include "crypto/certificate_profile.hpp"
#include "crypto/certificate_signature.hpp"
#include "fuzz.hpp"
#include "identity/authenticity.hpp"
#include "module/personas.hpp"
#include "tlv/der.hpp"
#include "virtual_card/card.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

using namespace openbeid;

namespace {

Bytes specimen(const char* name)
{
    std::ifstream in{std::string{OPENBEID_TEST_DATA "/specimens/"} + name, std::ios::binary};
    Bytes bytes{std::istreambuf_iterator<char>{in}, {}};
    fuzz::require(!bytes.empty());
    return bytes;
}

/// Made once: what does not depend on the input.
struct World {
    std::unique_ptr<crypto::Context> context{*crypto::Context::create()};
    Bytes identity{specimen("v17/4031.bin")};
    Bytes identity_signature{specimen("v17/4032.bin")};
    Bytes address{specimen("v17/4033.bin")};
    Bytes address_signature{specimen("v17/4034.bin")};
    Bytes register_certificate{specimen("v17/503C.bin")};

    [[nodiscard]] identity::CardFiles files() const
    {
        identity::CardFiles files;
        files.identity = identity;
        files.identity_signature = identity_signature;
        files.address = address;
        files.address_signature = address_signature;
        files.national_register_certificate = register_certificate;
        return files;
    }
};

// Puts the input in the place of one file or of several.
void place(identity::CardFiles& files, unsigned what, ByteView input)
{
    switch (what % 10) {
    case 0: files.national_register_certificate = input; break;
    case 1: files.authentication_certificate = files.ca_certificate = input; break;
    case 2: files.signature_certificate = input; break;
    case 3: files.root_certificate = input; break;
    case 4: files.identity = input; break;
    case 5: files.identity_signature = input; break;
    case 6: files.address = input; break;
    case 7: files.address_signature = input; break;
    case 8:
        files.basic_key = input;
        files.chip_proof = {.challenge = input, .answer = input};
        break;
    default:
        // Signatures of the input, by its own key.
        files.national_register_certificate = files.identity_signature = input;
        files.address_signature = files.photo = files.chip_serial = input;
        break;
    }
}

using identity::CardFile;
using identity::CardFiles;

/// A file of a card. The certificates are taken without their padding.
struct Place {
    const char* path;
    CardFile CardFiles::*file;
};
constexpr std::array places{
    Place{"3F00DF014031", &CardFiles::identity},
    Place{"3F00DF014032", &CardFiles::identity_signature},
    Place{"3F00DF014033", &CardFiles::address},
    Place{"3F00DF014034", &CardFiles::address_signature},
    Place{"3F00DF014035", &CardFiles::photo},
    Place{"3F00DF00503C", &CardFiles::national_register_certificate},
    Place{"3F00DF014040", &CardFiles::basic_key},
    Place{"3F00DF005038", &CardFiles::authentication_certificate},
    Place{"3F00DF005039", &CardFiles::signature_certificate},
    Place{"3F00DF00503A", &CardFiles::ca_certificate},
    Place{"3F00DF00503B", &CardFiles::root_certificate},
};
// Behind the files: what else the verification is given.
constexpr std::size_t serial = places.size();
constexpr std::size_t challenge = serial + 1;
constexpr std::size_t answer = challenge + 1;
using Parts = std::array<Bytes, answer + 1>;

/// INTERNAL AUTHENTICATE over T=0 (card reference §5.12).
Bytes prove(virtual_card::Card& card, const Bytes& asked)
{
    Bytes command{0x00, 0x88, 0x02, 0x81, 0x32, 0x94, 0x30};
    std::ranges::copy(asked, std::back_inserter(command));
    static_cast<void>(card.transmit(command));
    auto answered = card.transmit(Bytes{0x00, 0xC0, 0x00, 0x00, 0x60});
    answered.resize(96);
    return answered;
}

Parts parts_of(const virtual_card::Persona& persona)
{
    Parts parts;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (const auto found = persona.files.find(places[i].path); found != persona.files.end()) {
            parts[i] = found->second;
        }
        const auto header = tlv::parse_der_header(parts[i]);
        const bool is_certificate = std::string{places[i].path}.find("DF00") != std::string::npos;
        if (is_certificate && header) {
            parts[i].resize(header->total_size());
        }
    }
    parts[serial].assign(persona.card_data.begin(), persona.card_data.begin() + 16);
    if (const auto key = persona.files.find("3F00DF014040"); key != persona.files.end()) {
        virtual_card::Card card{persona};
        card.power_on();
        parts[challenge].assign(48, 0x5A);
        parts[answer] = prove(card, parts[challenge]);
    }
    return parts;
}

/// A virtual card that is authentic by its own root.
struct GenuineCard {
    explicit GenuineCard(const crypto::Context& context, std::uint8_t persona)
        : parts{parts_of(fuzz::persona_of(persona))}
    {
        const auto root = crypto::Certificate::parse(context, parts[places.size() - 1]);
        fuzz::require(root.has_value());
        roots.emplace_back(root->spki().begin(), root->spki().end());
    }

    Parts parts;
    std::vector<Bytes> roots;
};

/// A change: which part, where, how; from 0x80 on the part is a file that the card does not give.
struct Change {
    explicit Change(ByteView bytes)
        : withholds{(bytes[0] & 0x80U) != 0}, part{bytes[0] & 0x7FU},
          offset{std::size_t{bytes[1]} << 8U | bytes[2]}, mask{bytes[3]}
    {
    }
    static constexpr std::size_t size = 4;

    bool withholds;
    std::size_t part;
    std::size_t offset;
    std::uint8_t mask;
};

/// No change goes unnoticed, whatever else is changed.
void verify_changed(const crypto::Context& context, const GenuineCard& card, ByteView changes)
{
    constexpr std::array reasons{
        Reason::not_given, Reason::not_on_card, Reason::refused, Reason::malformed};
    auto parts = card.parts;
    std::array<Reason, places.size()> withheld{};
    for (; changes.size() >= Change::size; changes = changes.subspan(Change::size)) {
        const Change change{changes.first(Change::size)};
        auto& part = parts.at(change.part % parts.size());
        if (change.withholds) {
            withheld.at(change.part % places.size()) = reasons.at(change.mask % reasons.size());
        } else if (!part.empty()) {
            part.at(change.offset % part.size()) ^= change.mask;
        }
    }
    CardFiles files;
    for (std::size_t i = 0; i < places.size(); ++i) {
        files.*places[i].file =
            withheld.at(i) == Reason::none ? CardFile{parts.at(i)} : CardFile{withheld.at(i)};
    }
    files.chip_serial = parts[serial];
    files.chip_proof = {.challenge = parts[challenge], .answer = parts[answer]};
    const auto verification =
        identity::verify(context, files, {.year = 2030, .month = 1, .day = 1}, card.roots);
    fuzz::require(verification.has_value());
    for (const auto& result : verification->results()) {
        fuzz::require((result.outcome == Outcome::passed) == (result.reason == Reason::none));
    }
    const bool gives_all =
        std::ranges::all_of(withheld, [](Reason reason) { return reason == Reason::none; });
    if (gives_all) {
        fuzz::require(verification->authentic() == (parts == card.parts));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const World world;
    if (size == 0) {
        return 0;
    }
    const ByteView input = ByteView{data, size}.subspan(1);
    if (data[0] >= 0x80) {
        static const std::array cards{GenuineCard{*world.context, 0},  // v18-citizen
                                      GenuineCard{*world.context, 1},  // v17-citizen
                                      GenuineCard{*world.context, 3}}; // v17-rekeyed
        verify_changed(*world.context, cards.at(data[0] % 0x80U % cards.size()), input);
        return 0;
    }
    auto files = world.files();
    place(files, data[0], input);
    const auto verification =
        identity::verify(*world.context, files, {.year = 2020, .month = 1, .day = 1});
    fuzz::require(verification.has_value());
    // No Belgian root signed anything of a specimen.
    fuzz::require(!verification->authentic() && !verification->relies_on_test_root());
    const auto challenge_bytes = identity::challenge_size(*world.context, input);
    fuzz::require(challenge_bytes.has_value());
    return 0;
}
