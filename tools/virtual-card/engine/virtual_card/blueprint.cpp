// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/blueprint.hpp"

#include <array>

namespace openbeid::virtual_card {

namespace {

// Card reference 1.2.
constexpr const char* atr_b = "3B 98 94 40 0A A5 03 01 01 01 AD 13 10";
constexpr const char* atr_c = "3B 98 13 40 0A A5 03 01 01 01 AD 13 11";
constexpr const char* atr_g = "3B 7F 96 00 00 80 31 80 65 B0 85 04 01 20 12 0F FF 82 90 00";
/// As G, with other bytes of the platform.
constexpr const char* atr_future = "3B 7F 96 00 00 80 31 80 65 B0 86 05 02 30 12 0F FF 82 90 00";
/// Five historical bytes, "NOEID".
constexpr const char* atr_foreign = "3B 65 00 00 4E 4F 45 49 44";

constexpr Holder french{
    .surname = "SPECIMEN-FR LEFÈVRE",
    .given_names = "Zoë Anaïs",
    .third_initial = "C",
    .nationality = "Belge",
    .birth_place = "Liège",
    .birth_date = "26 AVR  1975",
    .sex = "F",
    .municipality = "Liège",
    .street = "Rue de l'Échantillon 12 bte 3",
    .zip = "4000",
    .town = "Liège",
    .document_type = "1",
    .national_number = "757126002",
    .card_number = "0000009001",
};

constexpr Holder dutch{
    .surname = "SPECIMEN-NL D'HOOGHE",
    .given_names = "Noël Renée",
    .third_initial = "A",
    .nationality = "Belg",
    .birth_place = "Ieper",
    .birth_date = "08 MAAR 1980",
    .sex = "M",
    .municipality = "Antwerpen",
    .street = "Specimenstraat 12",
    .zip = "2000",
    .town = "Antwerpen",
    .document_type = "1",
    .national_number = "807108003",
    .card_number = "0000009002",
};

constexpr Holder german{
    .surname = "SPECIMEN-DE BÜCKER",
    .given_names = "Jörg Matthäus",
    .third_initial = "",
    .nationality = "Belgier",
    .birth_place = "Sankt Vith",
    .birth_date = "01.MÄR.1985",
    .sex = "M",
    .municipality = "Eupen",
    .street = "Musterstraße 7",
    .zip = "4700",
    .town = "Eupen",
    .document_type = "1",
    .national_number = "857101005",
    .card_number = "0000009003",
};

constexpr Holder foreign_resident{
    .surname = "SPECIMEN ŁUKASIEWICZ",
    .given_names = "Siân Göran",
    .third_initial = "",
    .nationality = "Denemarken",
    .birth_place = "Ærøskøbing",
    .birth_date = "1984",
    .sex = "V",
    .municipality = "Gent",
    .street = "Voorbeeldplein 3",
    .zip = "9000",
    .town = "Gent",
    .document_type = "33",
    .national_number = "847100008",
    .card_number = "B000900004",
};

constexpr Holder minor{
    .surname = "SPECIMEN-NL D'HOOGHE",
    .given_names = "Maïté Zoë",
    .third_initial = "",
    .nationality = "Belg",
    .birth_place = "Antwerpen",
    .birth_date = "21 AUG 2011",
    .sex = "V",
    .municipality = "Antwerpen",
    .street = "Specimenstraat 12",
    .zip = "2000",
    .town = "Antwerpen",
    .document_type = "1",
    .national_number = "117121006",
    .born_since_2000 = true,
    .card_number = "0000009005",
};

constexpr Holder child = [] {
    Holder holder = minor;
    holder.given_names = "Loïc Jules";
    holder.birth_date = "30 MEI 2019";
    holder.sex = "M";
    holder.document_type = "06";
    holder.national_number = "197130001";
    holder.card_number = "0000009006";
    return holder;
}();

constexpr Blueprint v11{.name = "v11-citizen",
                        .description = "Belgian citizen, applet 1.1, RSA-1024",
                        .applet = Applet::v1_1,
                        .atr = atr_c,
                        .pki = PkiStyle::ca2,
                        .holder = french};
constexpr Blueprint v17{.name = "v17-citizen",
                        .description = "Belgian citizen, applet 1.7, RSA-2048",
                        .applet = Applet::v1_7,
                        .atr = atr_c,
                        .pki = PkiStyle::ca4,
                        .holder = dutch};
constexpr Blueprint v18{.name = "v18-citizen",
                        .description = "Belgian citizen, applet 1.8, P-384",
                        .applet = Applet::v1_8,
                        .atr = atr_g,
                        .pki = PkiStyle::ca6,
                        .holder = german};

template <typename Change>
constexpr Blueprint
variant(Blueprint base, const char* name, const char* description, Change change)
{
    base.name = name;
    base.description = description;
    change(base);
    return base;
}

constexpr std::array all = {
    v11,
    v17,
    v18,
    variant(v11,
            "v10-citizen",
            "Belgian citizen, applet 1.0, RSA-1024",
            [](Blueprint& b) {
                b.applet = Applet::v1_0;
                b.atr = atr_b;
            }),
    variant(v18,
            "v18-foreigner",
            "foreigner card A, applet 1.8",
            [](Blueprint& b) {
                b.holder = foreign_resident;
                b.foreigner = true;
            }),
    variant(v17,
            "v17-kids",
            "Kids-ID without certificates: keys 82 and 83 are not found",
            [](Blueprint& b) {
                b.holder = child;
                b.has_authentication = b.has_signature = false;
            }),
    variant(v17,
            "v17-minor",
            "minor without signature certificate: key 83 is not found",
            [](Blueprint& b) {
                b.holder = minor;
                b.has_signature = false;
            }),
    variant(v18,
            "v18-minor",
            "minor without signature certificate: key 83 is not activated",
            [](Blueprint& b) {
                b.holder = minor;
                b.has_signature = false;
                b.keeps_unused_keys = true;
            }),
    variant(v18,
            "v18-kids",
            "Kids-ID without certificates: keys 82 and 83 are not activated",
            [](Blueprint& b) {
                b.holder = child;
                b.has_authentication = b.has_signature = false;
                b.keeps_unused_keys = true;
            }),
    variant(v17,
            "v17-rekeyed",
            "applet 1.7 with RSA-2048 keys under an EC chain",
            [](Blueprint& b) { b.pki = PkiStyle::ca6; }),
    variant(v17,
            "v17-unactivated",
            "straight from personalisation: PIN and keys are not activated",
            [](Blueprint& b) { b.activated = false; }),
    variant(v18,
            "v18-unactivated",
            "as v17-unactivated, and the user's certificate files are not activated either",
            [](Blueprint& b) {
                b.activated = false;
                b.certificate_files_inactive = true;
            }),
    variant(v17,
            "v17-unactivated-files",
            "as v17-unactivated, and the user's certificate files are not activated either",
            [](Blueprint& b) {
                b.activated = false;
                b.certificate_files_inactive = true;
            }),
    variant(v17, "v17-blocked", "PIN blocked", [](Blueprint& b) { b.tries_left = 0; }),
    variant(v17, "v17-last-try", "one PIN try left", [](Blueprint& b) { b.tries_left = 1; }),
    variant(v17,
            "v17-expired",
            "card and certificates have expired",
            [](Blueprint& b) { b.expired = true; }),
    variant(v18,
            "v18-revoked",
            "its certificates are on their issuer's list of revoked ones",
            [](Blueprint& b) { b.revoked = true; }),
    variant(v18,
            "v18-future-atr",
            "applet 1.8 behind an unknown ATR",
            [](Blueprint& b) { b.atr = atr_future; }),
    variant(v18,
            "foreign",
            "no eID, with an ATR of its own",
            [](Blueprint& b) {
                b.applet = Applet::none;
                b.atr = atr_foreign;
            }),
    variant(v18,
            "foreign-g",
            "no eID, but with the ATR of applet 1.8",
            [](Blueprint& b) { b.applet = Applet::none; }),
};

} // namespace

std::span<const Blueprint> blueprints()
{
    return all;
}

} // namespace openbeid::virtual_card
