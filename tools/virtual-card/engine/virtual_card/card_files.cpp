// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/card_files.hpp"

#include "base/hex.hpp"
#include "base/try.hpp"
#include "virtual_card/photo.hpp"
#include "virtual_card/pkcs15.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace openbeid::virtual_card {

namespace {

constexpr int year = 365; // days

constexpr std::array<std::uint8_t, 3> all_references = {0x81, 0x82, 0x83};

/// The facts of card reference 2 and 4 that differ between generations.
struct Generation {
    const char* serial_prefix;  ///< 5.1: "SL" and the manufacturer
    const char* versions;       ///< 5.1: bytes 16 to 27
    const char* token_versions; ///< 2.2: perso versions in EF(TokenInfo)
    PrkdfForm prkdf;
    CdfForm cdf;
    std::size_t user_file_size; ///< 2.3: fixed size of 5038 and 5039; 0: DER and padding
    std::size_t user_padding;   ///< 2.3
    std::size_t ca_padding;     ///< of 503A
    std::size_t fixed_padding;  ///< of 503B and 503C
    std::size_t absent_size;    ///< zeros in place of a certificate
    const char* photo_digest;
    unsigned photo_width;
    unsigned photo_height;
    bool is_18;
};

constexpr Generation generation_1_1{"534C494E",
                                    "A503010101 11 0002 00 01 01 0F",
                                    "03020000",
                                    PrkdfForm::rsa,
                                    CdfForm::brief,
                                    0,
                                    50,
                                    50,
                                    0,
                                    1300,
                                    "SHA1",
                                    140,
                                    200,
                                    false};
constexpr Generation generation_1_0 = [] {
    auto generation = generation_1_1;
    generation.versions = "A503010101 01 0001 00 01 01 0F";
    generation.token_versions = "02010000";
    return generation;
}();
constexpr Generation generation_1_7{"534C4790",
                                    "F336012201 17 0003 00 21 01 0F",
                                    "04030000",
                                    PrkdfForm::rsa,
                                    CdfForm::brief,
                                    1900,
                                    0,
                                    50,
                                    0,
                                    1300,
                                    "SHA256",
                                    140,
                                    200,
                                    false};
// The platform bytes and the manufacturer of 1.8 are in no source.
constexpr Generation generation_1_8{"534C4F42",
                                    "0000000000 18 0001 00 00 02 0F",
                                    "08040040",
                                    PrkdfForm::ec,
                                    CdfForm::with_trust,
                                    0,
                                    1100,
                                    1100,
                                    1100,
                                    2500,
                                    "SHA384",
                                    150,
                                    195,
                                    true};

const Generation& generation_of(Applet applet)
{
    switch (applet) {
    case Applet::v1_0: return generation_1_0;
    case Applet::v1_1: return generation_1_1;
    case Applet::v1_7: return generation_1_7;
    case Applet::v1_8:
    case Applet::none: return generation_1_8;
    }
    return generation_1_8;
}

Bytes chip_number(const Blueprint& blueprint)
{
    constexpr std::size_t size = 16;
    const std::string_view name = blueprint.name;
    auto number = from_hex(generation_of(blueprint.applet).serial_prefix).value_or(Bytes{});
    const auto unique = digest("SHA256", Bytes{name.begin(), name.end()});
    number.insert(number.end(), unique.begin(), unique.end());
    number.resize(size);
    return number;
}

/// As long ago as a re-issued card can be, or expired since a year.
Validity validity_of(const Blueprint& blueprint)
{
    const int begin = blueprint.expired ? -11 * year : -400;
    return {begin, begin + 10 * year};
}

Bytes padded(Bytes der, std::size_t zeros)
{
    der.resize(der.size() + zeros);
    return der;
}

Result<Bytes>
user_certificate(const Blueprint& blueprint, const Pki& pki, LeafUse use, const PrivateKeys& keys)
{
    const bool authentication = use == LeafUse::authentication;
    const auto& generation = generation_of(blueprint.applet);
    if (!(authentication ? blueprint.has_authentication : blueprint.has_signature)) {
        return Bytes(generation.absent_size);
    }
    const LeafSubject subject{.surname = blueprint.holder.surname,
                              .given_names = blueprint.holder.given_names,
                              .national_number = national_number_of(blueprint.holder),
                              .validity = validity_of(blueprint),
                              .foreigner = blueprint.foreigner};
    OPENBEID_TRY(auto der, issue_leaf(pki, use, subject, keys.at(authentication ? 0x82 : 0x83)));
    const auto size = std::max(generation.user_file_size, der.size() + generation.user_padding);
    der.resize(size);
    return der;
}

void add_directories(Files& files, const Blueprint& blueprint, const PrivateKeys& keys)
{
    const auto& generation = generation_of(blueprint.applet);
    std::array<std::uint8_t, 4> versions{};
    const auto version_bytes = from_hex(generation.token_versions).value_or(Bytes(4));
    std::copy_n(version_bytes.begin(), versions.size(), versions.begin());
    constexpr unsigned bits_per_byte = 8;
    const auto key_bits = keys.at(0x82).size() * bits_per_byte;
    files["3F002F00"] = make_dir();
    files["3F00DF005031"] = make_odf();
    files["3F00DF005032"] = make_token_info(chip_number(blueprint), versions);
    files["3F00DF005034"] = make_aodf();
    files["3F00DF005035"] = make_prkdf(generation.prkdf, static_cast<std::uint16_t>(key_bits));
    files["3F00DF005037"] =
        make_cdf(generation.cdf, blueprint.has_authentication, blueprint.has_signature);
}

Result<void>
add_certificates(Files& files, const Blueprint& blueprint, const Pki& pki, const PrivateKeys& keys)
{
    const auto& generation = generation_of(blueprint.applet);
    OPENBEID_TRY(files["3F00DF005038"],
                 user_certificate(blueprint, pki, LeafUse::authentication, keys));
    OPENBEID_TRY(files["3F00DF005039"], user_certificate(blueprint, pki, LeafUse::signature, keys));
    const auto& issuer = blueprint.foreigner && pki.foreigner ? *pki.foreigner : pki.citizen;
    files["3F00DF00503A"] = padded(issuer.certificate, generation.ca_padding);
    files["3F00DF00503B"] = padded(pki.root.certificate, generation.fixed_padding);
    files["3F00DF00503C"] = padded(pki.national_register.certificate, generation.fixed_padding);
    return {};
}

Result<void>
add_identity(Files& files, const Blueprint& blueprint, const Pki& pki, const PrivateKeys& keys)
{
    const auto& generation = generation_of(blueprint.applet);
    const auto number = chip_number(blueprint);
    OPENBEID_TRY(
        auto photo,
        make_photo(generation.photo_width, generation.photo_height, unsigned{number.back()}));
    IdentityExtras extras;
    extras.structure_version = generation.is_18;
    extras.chip_number = number;
    extras.validity = validity_of(blueprint);
    extras.photo_hash = digest(generation.photo_digest, photo);
    if (generation.is_18) {
        OPENBEID_TRY(files["3F00DF014040"], keys.at(0x81).public_key());
        extras.basic_key_hash = digest("SHA384", files["3F00DF014040"]);
    } else {
        files["3F00DF014038"] = digest("SHA1", number); // stands for the hash of a role key
        files["3F00DF014039"] = Bytes(100);             // no preferences
    }
    auto identity = make_identity(blueprint.holder, extras);
    OPENBEID_TRY(auto identity_signature, register_signature(pki, identity));
    auto address = make_address(blueprint.holder, generation.is_18);
    auto covered = without_padding(address);
    covered.insert(covered.end(), identity_signature.begin(), identity_signature.end());
    OPENBEID_TRY(auto address_signature, register_signature(pki, covered));
    if (pki.style == PkiStyle::ca6) {
        constexpr std::size_t longest_der = 104; // 2.1: a fixed length with zero padding
        address_signature.resize(longest_der);
    }
    files["3F00DF014031"] = std::move(identity);
    files["3F00DF014032"] = std::move(identity_signature);
    files["3F00DF014033"] = std::move(address);
    files["3F00DF014034"] = std::move(address_signature);
    files["3F00DF014035"] = std::move(photo);
    return {};
}

} // namespace

Result<PrivateKeys> make_keys(const Blueprint& blueprint)
{
    PrivateKeys keys;
    for (const auto reference : all_references) {
        // The basic key of 1.7 has no documented use.
        if (reference == 0x81 && blueprint.applet == Applet::v1_7) {
            continue;
        }
        auto key = blueprint.applet == Applet::v1_8
                       ? PrivateKey::generate_ec("P-384")
                       : PrivateKey::generate_rsa(blueprint.applet == Applet::v1_7 ? 2048 : 1024);
        OPENBEID_TRY(auto made, std::move(key));
        keys.emplace(reference, std::move(made));
    }
    return keys;
}

Result<Files> make_files(const Blueprint& blueprint, const Pki& pki, const PrivateKeys& keys)
{
    Files files;
    add_directories(files, blueprint, keys);
    OPENBEID_CHECK(add_certificates(files, blueprint, pki, keys));
    OPENBEID_CHECK(add_identity(files, blueprint, pki, keys));
    return files;
}

Bytes make_card_data(const Blueprint& blueprint)
{
    auto data = chip_number(blueprint);
    const auto versions = from_hex(generation_of(blueprint.applet).versions).value_or(Bytes{});
    data.insert(data.end(), versions.begin(), versions.end());
    return data;
}

} // namespace openbeid::virtual_card
