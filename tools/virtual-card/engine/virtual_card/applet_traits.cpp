// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/applet_traits.hpp"

namespace openbeid::virtual_card {

namespace {

constexpr Algorithm rsa_raw{0x01, Scheme::pkcs1_raw, CardDigest::sha1, {}};
constexpr Algorithm rsa_sha1{0x02, Scheme::pkcs1, CardDigest::sha1, {20}};
constexpr Algorithm rsa_md5{0x04, Scheme::pkcs1, CardDigest::md5, {16}};

// Card reference 5.8, a column for each generation.
constexpr std::array algorithms_1_1 = {rsa_raw, rsa_sha1, rsa_md5};
constexpr std::array algorithms_1_7 = {
    rsa_raw,
    rsa_sha1,
    rsa_md5,
    Algorithm{0x08, Scheme::pkcs1, CardDigest::sha256, {32}},
    Algorithm{0x10, Scheme::pss, CardDigest::sha1, {20}},
    Algorithm{0x20, Scheme::pss, CardDigest::sha256, {32}},
};
constexpr Algorithm ecdsa(std::uint8_t reference, std::array<std::size_t, 5> lengths)
{
    return {reference, Scheme::ecdsa, CardDigest::sha256, lengths};
}
constexpr std::array algorithms_1_8 = {
    ecdsa(0x01, {32}),
    ecdsa(0x02, {48}),
    ecdsa(0x04, {64}),
    ecdsa(0x08, {32}),
    ecdsa(0x10, {48}),
    ecdsa(0x20, {64}),
    ecdsa(0x40, {20, 28, 32, 48, 64}),
};

const Traits traits_1_1{
    .algorithms = algorithms_1_1,
    .rights = {.always_opens_authentication = true},
    .unsupported_algorithm = 0x9484,
    .empty_verify_is_query = false,
    .keys_are_local = false,
    .internal_authenticate = Scheme::pkcs1,
};

const Traits traits_1_0 = [] {
    auto traits = traits_1_1;
    traits.df_id_by_name = false; // 1.3
    return traits;
}();

const Traits traits_1_7{
    .algorithms = algorithms_1_7,
    .rights = {.broken_sequence_opens_authentication = true},
    .select_inactive_file = true, // 6283 is a warning: the file is selected
    .df_id_by_name = false,       // 1.3
    .internal_authenticate = std::nullopt,
};

const Traits traits_1_8{
    .algorithms = algorithms_1_8,
    .rights = {.slack = 1},
    .tries_in_card_data = true,
    .has_read_record = true,
    .has_unblock_by_puk = false,
    .internal_authenticate = Scheme::ecdsa,
};

} // namespace

const Traits& traits_of(Applet applet)
{
    switch (applet) {
    case Applet::v1_0: return traits_1_0;
    case Applet::v1_1: return traits_1_1;
    case Applet::v1_7: return traits_1_7;
    case Applet::v1_8:
    case Applet::none: return traits_1_8;
    }
    return traits_1_8;
}

} // namespace openbeid::virtual_card
