// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"

#include "base/try.hpp"
#include "crypto/x509_fields.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

namespace openbeid::crypto {

namespace {

constexpr Error malformed_certificate{.code = Errc::malformed, .where = "certificate"};

Bytes copy(const DerValue& value)
{
    return {value.whole.begin(), value.whole.end()};
}

// RFC 5280 §4.1.2.5: YYMMDDHHMMSSZ until 2049, else YYYYMMDDHHMMSSZ.
std::optional<UtcTime> read_time(const DerValue& value)
{
    const bool is_short = value.tag == DerTag::utc_time && value.content.size() == 13;
    const bool is_long = value.tag == DerTag::generalized_time && value.content.size() == 15;
    if ((!is_short && !is_long) || value.content.back() != 'Z') {
        return std::nullopt;
    }
    std::array<unsigned, 7> pairs{}; // century, year, month, day, hour, minute, second
    auto digits = value.content.first(value.content.size() - 1);
    for (auto pair = is_short ? 1U : 0U; pair < pairs.size(); ++pair) {
        if (digits[0] < '0' || digits[0] > '9' || digits[1] < '0' || digits[1] > '9') {
            return std::nullopt;
        }
        pairs.at(pair) = (digits[0] - unsigned{'0'}) * 10 + (digits[1] - unsigned{'0'});
        digits = digits.subspan(2);
    }
    if (is_short) {
        pairs[0] = pairs[1] < 50 ? 20 : 19;
    }
    const auto year = pairs[0] * 100 + pairs[1];
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                           std::chrono::month{pairs[2]},
                                           std::chrono::day{pairs[3]}};
    if (!date.ok() || pairs[4] > 23 || pairs[5] > 59 || pairs[6] > 59) {
        return std::nullopt;
    }
    return UtcTime{.year = static_cast<std::uint16_t>(year),
                   .month = static_cast<std::uint8_t>(pairs[2]),
                   .day = static_cast<std::uint8_t>(pairs[3]),
                   .hour = static_cast<std::uint8_t>(pairs[4]),
                   .minute = static_cast<std::uint8_t>(pairs[5]),
                   .second = static_cast<std::uint8_t>(pairs[6])};
}

// Whether the extensions say so; nothing if they are malformed.
std::optional<bool> read_authority(const TbsFields& tbs)
{
    const auto extensions = read_extensions(tbs);
    if (!extensions) {
        return std::nullopt;
    }
    bool is_authority = false;
    for (const auto& extension : *extensions) {
        if (std::ranges::equal(extension.oid, basic_constraints_oid)) {
            const auto constraints = read_basic_constraints(extension.value);
            is_authority = constraints && constraints->is_authority;
        }
    }
    return is_authority;
}

} // namespace

Result<Certificate> Certificate::parse(const Context& context, Bytes der)
{
    Certificate certificate;
    certificate.der_ = std::move(der);
    OPENBEID_CHECK(certificate.read_fields());
    auto key = PublicKey::from_spki(context, certificate.spki_);
    if (key) {
        certificate.public_key_ = std::make_shared<const PublicKey>(*std::move(key));
    } else if (key.error().code == Errc::crypto_failure) {
        return key.error();
    } else {
        certificate.public_key_ = key.error();
    }
    return certificate;
}

Result<void> Certificate::read_fields()
{
    const auto outer = read_outer(der_);
    const auto tbs = outer ? read_tbs(outer->tbs) : std::nullopt;
    if (!tbs) {
        return malformed_certificate;
    }
    DerReader times{tbs->validity.content};
    const auto first = times.next();
    const auto last = times.next();
    const auto not_before = first ? read_time(*first) : std::nullopt;
    const auto not_after = last ? read_time(*last) : std::nullopt;
    const auto is_authority = read_authority(*tbs);
    if (!not_before || !not_after || !times.at_end() || !is_authority) {
        return malformed_certificate;
    }
    subject_ = copy(tbs->subject);
    issuer_ = copy(tbs->issuer);
    serial_number_ = copy(tbs->serial_number);
    spki_ = copy(tbs->spki);
    not_before_ = *not_before;
    not_after_ = *not_after;
    is_authority_ = *is_authority;
    return {};
}

} // namespace openbeid::crypto
