// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"

#include "text.hpp"

#include <openbeid/pkcs11_names.h>

#include <cstdio>

namespace openbeid::cli {

namespace {

struct Place {
    CertificateId id;
    const char* key;
    const char* label; ///< CKA_LABEL; empty if the module does not show it
    std::uint8_t cka_id;
};

constexpr std::array places{
    Place{CertificateId::authentication,
          "authentication",
          OPENBEID_LABEL_AUTHENTICATION,
          OPENBEID_ID_AUTHENTICATION},
    Place{CertificateId::signature, "signature", OPENBEID_LABEL_SIGNATURE, OPENBEID_ID_SIGNATURE},
    Place{CertificateId::ca, "ca", OPENBEID_LABEL_CA, OPENBEID_ID_CA},
    Place{CertificateId::root, "root", OPENBEID_LABEL_ROOT, OPENBEID_ID_ROOT},
    Place{CertificateId::national_register, "national-register", "", 0}};

const Place& place_of(CertificateId id) noexcept
{
    return places[static_cast<std::size_t>(id)];
}

/// RFC 7512: everything outside its unreserved characters as %XX.
std::string percent_encoded(std::string_view text)
{
    std::string encoded;
    for (const char letter : text) {
        if (letter == ' ') {
            encoded += "%20";
        } else {
            encoded += letter;
        }
    }
    return encoded;
}

} // namespace

const char* key_of(CertificateId id) noexcept
{
    return place_of(id).key;
}

std::optional<CertificateId> certificate_of(std::string_view key) noexcept
{
    for (const auto& place : places) {
        if (place.key == key) {
            return place.id;
        }
    }
    return std::nullopt;
}

std::string title_of(CertificateId id)
{
    switch (id) {
    case CertificateId::authentication: return translate("Authentication (to log in)");
    case CertificateId::signature: return translate("Signature (legally binding)");
    case CertificateId::ca: return translate("CA (issuer of the two)");
    case CertificateId::root: return translate("Root (of Belgium)");
    case CertificateId::national_register:
        return translate("National register (signs the identity)");
    }
    return {};
}

std::string pkcs11_uri(const CardInfo& info, CertificateId id)
{
    const auto& place = place_of(id);
    if (*place.label == '\0') {
        return {};
    }
    std::string uri = "pkcs11:model=" + percent_encoded(OPENBEID_TOKEN_MODEL) +
                      ";manufacturer=" + percent_encoded(OPENBEID_TOKEN_MANUFACTURER) +
                      ";serial=" + token_serial(info) + ";token=" OPENBEID_TOKEN_LABEL ";id=%" +
                      hex(Bytes{place.cka_id});
    for (int i = 1; i < OPENBEID_ID_SIZE; ++i) {
        uri += "%00";
    }
    return uri + ";object=" + place.label + ";type=cert";
}

std::string applet_version(const CardInfo& info)
{
    const unsigned version = info.applet_version;
    // Applet 1.0 calls itself 01 (card reference §10).
    return version == 0x01 ? "1.0"
                           : std::to_string(version >> 4U) + "." + std::to_string(version & 0x0FU);
}

std::string token_serial(const CardInfo& info)
{
    return hex(ByteView{info.serial_number}.last(8));
}

CertificateValidity validity_of(const Certificate& certificate, std::chrono::sys_seconds now)
{
    const auto left = std::chrono::floor<std::chrono::days>(certificate.not_after - now);
    const auto period = now < certificate.not_before  ? Period::not_yet_valid
                        : now > certificate.not_after ? Period::expired
                                                      : Period::valid;
    return {.period = period, .days_left = static_cast<long>(left.count())};
}

std::chrono::sys_seconds now()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

const char* key_of(Period period) noexcept
{
    switch (period) {
    case Period::valid: return "valid";
    case Period::not_yet_valid: return "not_yet_valid";
    case Period::expired: return "expired";
    }
    return "";
}

std::string validity_text(const Certificate& certificate)
{
    const auto validity = validity_of(certificate, now());
    const auto end = iso_date(certificate.not_after);
    switch (validity.period) {
    case Period::valid: {
        const auto days = std::to_string(validity.days_left);
        return fill(translate_plural("valid until {date}, {count} day left",
                                     "valid until {date}, {count} days left",
                                     validity.days_left),
                    {{"date", end}, {"count", days}});
    }
    case Period::not_yet_valid:
        return fill(translate("NOT YET VALID: from {date} on"),
                    {{"date", iso_date(certificate.not_before)}});
    case Period::expired: return fill(translate("EXPIRED on {date}"), {{"date", end}});
    }
    return {};
}

Json validity_json(const Certificate& certificate)
{
    const auto validity = validity_of(certificate, now());
    return {{"state", key_of(validity.period)},
            {"not_before", iso_time(certificate.not_before)},
            {"not_after", iso_time(certificate.not_after)},
            {"days_left", validity.days_left}};
}

std::string iso_date(std::chrono::sys_seconds time)
{
    return iso_time(time).substr(0, 10);
}

std::string iso_time(std::chrono::sys_seconds time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 96> text{}; // as long as the numbers could be
    std::snprintf(text.data(),
                  text.size(),
                  "%04d-%02u-%02uT%02ld:%02ld:%02ldZ",
                  static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()),
                  static_cast<long>(clock.hours().count()),
                  static_cast<long>(clock.minutes().count()),
                  static_cast<long>(clock.seconds().count()));
    return text.data();
}

std::string pin_text(const PinStatus& status)
{
    if (!status.exists) {
        return translate("never activated");
    }
    if (status.verified) {
        return translate("right PIN given to the card; all tries are left");
    }
    if (!status.tries_left) {
        return translate("this card tells the tries left only after a wrong PIN");
    }
    if (*status.tries_left == 0) {
        return translate("BLOCKED: no try is left");
    }
    if (*status.tries_left == 1) {
        return translate("LAST TRY: another wrong PIN blocks the card");
    }
    return fill(translate("{count} tries are left"),
                {{"count", std::to_string(*status.tries_left)}});
}

Json pin_json(const PinStatus& status)
{
    Json data{{"exists", status.exists}, {"verified", status.verified}, {"tries_left", nullptr}};
    if (status.tries_left) {
        data["tries_left"] = *status.tries_left;
    }
    data["blocked"] = status.tries_left == std::uint8_t{0};
    return data;
}

std::string unblocking_advice(const CardInfo& info)
{
    if (info.applet_version >= 0x18) {
        return translate("Go to your municipality (abroad: the Belgian embassy or consulate) with "
                         "the card: they unblock it and let you choose a new PIN. No PUK letter is "
                         "needed for this card.");
    }
    return translate("Go to your municipality (abroad: the Belgian embassy or consulate) with the "
                     "card and the letter with the PUK code that came with it: they unblock it. If "
                     "the letter is lost, they order a new PUK code for you.");
}

} // namespace openbeid::cli
