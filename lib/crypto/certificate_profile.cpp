// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate_profile.hpp"

#include "crypto/der_reader.hpp"
#include "crypto/x509_fields.hpp"

#include <algorithm>
#include <array>

namespace openbeid::crypto {

namespace {

constexpr Error malformed_profile{.code = Errc::malformed, .where = "certificate profile"};

// id-ce-certificatePolicies and id-ce-extKeyUsage, RFC 5280 §4.2.1; id-at-commonName and
// id-at-serialNumber, X.520
constexpr std::array<std::uint8_t, 5> policies_oid{0x06, 0x03, 0x55, 0x1D, 0x20};
constexpr std::array<std::uint8_t, 5> extended_key_usage_oid{0x06, 0x03, 0x55, 0x1D, 0x25};
constexpr std::array<std::uint8_t, 5> common_name_oid{0x06, 0x03, 0x55, 0x04, 0x03};
constexpr std::array<std::uint8_t, 5> serial_number_oid{0x06, 0x03, 0x55, 0x04, 0x05};

constexpr DerTag set{0x31};

bool same(ByteView a, ByteView b)
{
    return std::ranges::equal(a, b);
}

// A BIT STRING: the number of unused bits, then the bits from the most significant one.
std::optional<KeyUsage> read_key_usage(ByteView value)
{
    const auto bits = only_value(value, DerTag::bit_string);
    if (!bits || bits->content.empty() || bits->content[0] > 7) {
        return std::nullopt;
    }
    const unsigned first = bits->content.size() > 1 ? bits->content[1] : 0U;
    return KeyUsage{.digital_signature = (first & 0x80U) != 0,
                    .non_repudiation = (first & 0x40U) != 0,
                    .certificate_signing = (first & 0x04U) != 0};
}

// SEQUENCE OF SEQUENCE { OID, qualifiers OPTIONAL } (RFC 5280 §4.2.1.4)
bool read_policies(std::vector<Bytes>& policies, ByteView value)
{
    const auto all = only_value(value, DerTag::sequence);
    DerReader in{all ? all->content : ByteView{}};
    while (all && !in.at_end()) {
        const auto policy = in.next(DerTag::sequence);
        const auto oid = policy ? DerReader{policy->content}.next(DerTag::oid) : std::nullopt;
        if (!oid) {
            return false;
        }
        policies.emplace_back(oid->content.begin(), oid->content.end());
    }
    return all.has_value();
}

bool comes_twice(const std::vector<Extension>& extensions)
{
    for (auto each = extensions.begin(); each != extensions.end(); ++each) {
        const bool again = std::any_of(std::next(each), extensions.end(), [&](const auto& other) {
            return same(other.oid, each->oid);
        });
        if (again) {
            return true;
        }
    }
    return false;
}

// What one extension adds to the profile; false if it is malformed.
bool add(CertificateProfile& profile, const Extension& extension)
{
    if (same(extension.oid, basic_constraints_oid)) {
        const auto constraints = read_basic_constraints(extension.value);
        if (!constraints) {
            return false;
        }
        profile.is_authority = constraints->is_authority;
        profile.path_length = constraints->path_length;
        return true;
    }
    if (same(extension.oid, key_usage_oid)) {
        profile.key_usage = read_key_usage(extension.value);
        return profile.key_usage.has_value();
    }
    if (same(extension.oid, policies_oid)) {
        return read_policies(profile.policies, extension.value);
    }
    const bool known = same(extension.oid, extended_key_usage_oid);
    profile.has_unknown_critical |= extension.critical && !known;
    return true;
}

// Name ::= SEQUENCE OF SET OF SEQUENCE { OID, value } (RFC 5280 §4.1.2.4)
Result<std::vector<ByteView>> attributes_of(ByteView name, ByteView wanted)
{
    const auto all = only_value(name, DerTag::sequence);
    if (!all) {
        return malformed_profile;
    }
    std::vector<ByteView> values;
    DerReader sets{all->content};
    while (!sets.at_end()) {
        const auto one_set = sets.next(set);
        if (!one_set) {
            return malformed_profile;
        }
        DerReader attributes{one_set->content};
        while (!attributes.at_end()) {
            const auto attribute = attributes.next(DerTag::sequence);
            DerReader in{attribute ? attribute->content : ByteView{}};
            const auto oid = in.next(DerTag::oid);
            const auto value = in.next();
            if (!oid || !value || !in.at_end()) {
                return malformed_profile;
            }
            if (same(oid->whole, wanted)) {
                values.push_back(value->content);
            }
        }
    }
    return values;
}

} // namespace

Result<CertificateProfile> read_profile(const Certificate& certificate)
{
    // More extensions than any certificate has; bounds the search for repeated ones.
    constexpr std::size_t max_extensions = 64;

    const auto outer = read_outer(certificate.der());
    const auto tbs = outer ? read_tbs(outer->tbs) : std::nullopt;
    const auto extensions = tbs ? read_extensions(*tbs) : std::nullopt;
    if (!extensions || extensions->size() > max_extensions || comes_twice(*extensions)) {
        return malformed_profile;
    }
    CertificateProfile profile;
    for (const auto& extension : *extensions) {
        if (!add(profile, extension)) {
            return malformed_profile;
        }
    }
    return profile;
}

Result<std::vector<ByteView>> common_names(ByteView name)
{
    return attributes_of(name, common_name_oid);
}

Result<std::vector<ByteView>> serial_numbers(ByteView name)
{
    return attributes_of(name, serial_number_oid);
}

} // namespace openbeid::crypto
