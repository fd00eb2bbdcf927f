// SPDX-License-Identifier: Apache-2.0
#include "crypto/x509_fields.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace openbeid::crypto {

std::optional<OuterFields> read_outer(ByteView der)
{
    const auto all = only_value(der, DerTag::sequence);
    if (!all || !is_well_formed(der)) {
        return std::nullopt;
    }
    DerReader in{all->content};
    const auto tbs = in.next(DerTag::sequence);
    const auto algorithm = in.next(DerTag::sequence);
    const auto signature = in.next(DerTag::bit_string);
    if (!tbs || !algorithm || !signature || !in.at_end()) {
        return std::nullopt;
    }
    return OuterFields{.tbs = *tbs, .algorithm = *algorithm, .signature = *signature};
}

std::optional<TbsFields> read_tbs(const DerValue& tbs)
{
    DerReader in{tbs.content};
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
        return std::nullopt;
    }
    return TbsFields{.serial_number = *serial_number,
                     .algorithm = *algorithm,
                     .issuer = *issuer,
                     .validity = *validity,
                     .subject = *subject,
                     .spki = *spki,
                     .extensions = extensions};
}

// Extensions ::= SEQUENCE OF SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING }
std::optional<std::vector<Extension>> read_extensions(const TbsFields& tbs)
{
    std::vector<Extension> extensions;
    if (!tbs.extensions) {
        return extensions;
    }
    const auto list = only_value(tbs.extensions->content, DerTag::sequence);
    if (!list) {
        return std::nullopt;
    }
    DerReader in{list->content};
    while (!in.at_end()) {
        const auto extension = in.next(DerTag::sequence);
        if (!extension) {
            return std::nullopt;
        }
        DerReader fields{extension->content};
        const auto oid = fields.next(DerTag::oid);
        const auto critical = fields.next(DerTag::boolean);
        const auto value = fields.next(DerTag::octet_string);
        if (!oid || !value || !fields.at_end()) {
            return std::nullopt;
        }
        // BER's other ways to say TRUE count as well: critical is the careful reading.
        const bool is_critical =
            critical && (critical->content.size() != 1 || critical->content[0] != 0x00);
        extensions.push_back({.oid = oid->whole, .critical = is_critical, .value = value->content});
    }
    return extensions;
}

// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }
std::optional<BasicConstraints> read_basic_constraints(ByteView value)
{
    const auto fields = only_value(value, DerTag::sequence);
    if (!fields) {
        return std::nullopt;
    }
    DerReader in{fields->content};
    const auto flag = in.next(DerTag::boolean);
    const auto path_length = in.next(DerTag::integer);
    // DER has two booleans, 00 and FF; other readers take any other byte for TRUE.
    const bool is_boolean = !flag || (flag->content.size() == 1 &&
                                      (flag->content[0] == 0x00 || flag->content[0] == 0xFF));
    if (!in.at_end() || !is_boolean ||
        (path_length && (!is_minimal_integer(*path_length) || path_length->content[0] >= 0x80))) {
        return std::nullopt;
    }
    BasicConstraints constraints{.is_authority = flag && flag->content[0] == 0xFF,
                                 .path_length = {}};
    if (path_length) {
        std::uint64_t number = 0;
        for (const auto byte : path_length->content.first(
                 std::min<std::size_t>(path_length->content.size(), sizeof(std::uint32_t) + 1))) {
            number = number << 8U | byte;
        }
        constexpr std::uint64_t largest = std::numeric_limits<std::uint32_t>::max();
        constraints.path_length = static_cast<std::uint32_t>(std::min(number, largest));
    }
    return constraints;
}

} // namespace openbeid::crypto
