// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"

#include "base/try.hpp"
#include "crypto/der_reader.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

namespace openbeid::crypto {

namespace {

constexpr Error malformed{.code = Errc::malformed, .where = "certificate"};

// id-ce-basicConstraints, RFC 5280 §4.2.1.9
constexpr std::array<std::uint8_t, 5> basic_constraints_oid{0x06, 0x03, 0x55, 0x1D, 0x13};

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

// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }
bool says_authority(ByteView basic_constraints)
{
    const auto fields = only_value(basic_constraints, DerTag::sequence);
    if (!fields) {
        return false;
    }
    DerReader in{fields->content};
    const auto flag = in.next(DerTag::boolean);
    static_cast<void>(in.next(DerTag::integer));
    return flag && in.at_end() && flag->content.size() == 1 && flag->content[0] == 0xFF;
}

// Whether the extensions, [3], say so; nothing if they are malformed.
std::optional<bool> read_authority(ByteView extensions)
{
    const auto list = only_value(extensions, DerTag::sequence);
    if (!list) {
        return std::nullopt;
    }
    bool is_authority = false;
    DerReader in{list->content};
    while (!in.at_end()) {
        const auto extension = in.next(DerTag::sequence);
        if (!extension) {
            return std::nullopt;
        }
        DerReader fields{extension->content};
        const auto oid = fields.next(DerTag::oid);
        static_cast<void>(fields.next(DerTag::boolean)); // critical
        const auto value = fields.next(DerTag::octet_string);
        if (!oid || !value || !fields.at_end()) {
            return std::nullopt;
        }
        if (std::ranges::equal(oid->whole, basic_constraints_oid)) {
            is_authority = says_authority(value->content);
        }
    }
    return is_authority;
}

// The TBSCertificate of Certificate ::= SEQUENCE { tbs, signatureAlgorithm, signature }.
std::optional<DerValue> read_outer(ByteView der)
{
    const auto all = only_value(der, DerTag::sequence);
    if (!all || !is_well_formed(der)) {
        return std::nullopt;
    }
    DerReader in{all->content};
    const auto tbs = in.next(DerTag::sequence);
    const auto algorithm = in.next(DerTag::sequence);
    const auto signature = in.next(DerTag::bit_string);
    return algorithm && signature && in.at_end() ? tbs : std::nullopt;
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

// TBSCertificate, RFC 5280 §4.1
Result<void> Certificate::read_fields()
{
    const auto tbs = read_outer(der_);
    if (!tbs) {
        return malformed;
    }
    DerReader in{tbs->content};
    static_cast<void>(in.next(DerTag::context_0)); // version
    const auto serial_number = in.next(DerTag::integer);
    const auto algorithm = in.next(DerTag::sequence);
    const auto issuer = in.next(DerTag::sequence);
    const auto validity = in.next(DerTag::sequence);
    const auto subject = in.next(DerTag::sequence);
    const auto spki = in.next(DerTag::sequence);
    static_cast<void>(in.next(DerTag::context_1)); // issuerUniqueID
    static_cast<void>(in.next(DerTag::context_2)); // subjectUniqueID
    const auto extensions = in.next(DerTag::context_3);
    if (!serial_number || !is_minimal_integer(*serial_number) || !algorithm || !issuer ||
        !validity || !subject || !spki || !in.at_end()) {
        return malformed;
    }
    DerReader times{validity->content};
    const auto first = times.next();
    const auto last = times.next();
    const auto not_before = first ? read_time(*first) : std::nullopt;
    const auto not_after = last ? read_time(*last) : std::nullopt;
    const auto is_authority = extensions ? read_authority(extensions->content) : false;
    if (!not_before || !not_after || !times.at_end() || !is_authority) {
        return malformed;
    }
    subject_ = copy(*subject);
    issuer_ = copy(*issuer);
    serial_number_ = copy(*serial_number);
    spki_ = copy(*spki);
    not_before_ = *not_before;
    not_after_ = *not_after;
    is_authority_ = *is_authority;
    return {};
}

} // namespace openbeid::crypto
