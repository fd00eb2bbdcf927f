// SPDX-License-Identifier: Apache-2.0
#include "minimum.hpp"

#include <algorithm>

namespace openbeid::bench {

namespace {

constexpr std::size_t block = 256;
constexpr std::uint64_t command_only = 7; ///< header and status word, no data
constexpr std::uint64_t with_data = 8;    ///< and a procedure byte

/// One exchange with that many bytes of data, in either direction.
constexpr Cost exchange(std::size_t data)
{
    return {1, data == 0 ? command_only : with_data + data};
}

constexpr Cost select_path = exchange(6);
constexpr Cost select_directory = exchange(4);
constexpr Cost mse_set = exchange(5);
constexpr Cost verify = exchange(8);

/// SELECT and READ BINARY up to a size that is known or stands in the first block.
Cost known(std::size_t size)
{
    const std::uint64_t blocks = (size + block - 1) / block;
    return select_path + Cost{blocks, blocks * with_data + size};
}

/// One exchange more, which the card answers with 6Cxx or 6B00, tells where the file ends.
Cost unknown(std::size_t size)
{
    return known(size) + exchange(0);
}

/// An absent certificate is an empty file or none: its first block, if anything, tells.
Cost certificate(std::size_t der)
{
    return der > 0 ? known(der) : select_path + exchange(0);
}

Cost sign(const CardFacts& card)
{
    constexpr std::size_t digest_info = 51; // SHA-256
    constexpr std::size_t sha384 = 48;
    constexpr std::size_t p384_signature = 96;
    const bool is_rsa = card.key_bytes > 0;
    return exchange(is_rsa ? digest_info : sha384) +
           exchange(is_rsa ? card.key_bytes : p384_signature); // GET RESPONSE
}

/// §8.3, §8.4: SELECT DF(BELPIC), MSE SET, VERIFY, COMPUTE DIGITAL SIGNATURE, GET RESPONSE.
Cost log_in_and_sign(const CardFacts& card)
{
    return select_directory + mse_set + verify + sign(card);
}

/// The signature of a file: as long as the modulus for RSA, told by the card for ECDSA.
Cost register_signature(const CardFacts& card, std::size_t size)
{
    return card.is_v18 ? unknown(size) : known(size);
}

/// Of a DER object in a file that is padded, from its hexadecimal digits.
std::size_t der_size(const std::string& file)
{
    constexpr std::size_t header_digits = 8; // 30 82 hh ll
    if (file.size() < header_digits || !file.starts_with("3082")) {
        return 0;
    }
    return header_digits / 2 + std::stoul(file.substr(4, 4), nullptr, 16);
}

} // namespace

CardFacts facts_of(const std::string& persona,
                   const std::function<std::string(const std::string& path)>& file)
{
    const auto der = [&](const char* path) { return der_size(file(path)); };
    const auto size = [&](const char* path) { return file(path).size() / 2; };
    const bool is_v18 = persona.starts_with("v18");
    const bool is_v17 = persona.starts_with("v17");
    return {
        .is_v18 = is_v18,
        .key_bytes = is_v18 ? std::size_t{0} : std::size_t{is_v17 ? 256U : 128U},
        .auth_der = der("3F00/DF00/5038"),
        .signature_der = der("3F00/DF00/5039"),
        .ca_der = der("3F00/DF00/503A"),
        .root_der = der("3F00/DF00/503B"),
        .rn_der = der("3F00/DF00/503C"),
        .identity = size("3F00/DF01/4031"),
        .identity_signature = size("3F00/DF01/4032"),
        .address = size("3F00/DF01/4033"),
        .address_signature = size("3F00/DF01/4034"),
        .photo = size("3F00/DF01/4035"),
        .basic_key = size("3F00/DF01/4040"),
        .token_info = size("3F00/DF00/5032"),
    };
}

Cost no_cost(const CardFacts& /*card*/)
{
    return {};
}

Cost recognition(const CardFacts& card)
{
    // GET CARD DATA; with the ATR of 1.8, which others share, SELECT DF(BELPIC) first.
    return card.is_v18 ? select_directory + exchange(31) : exchange(28);
}

Cost certificates(const CardFacts& card)
{
    return recognition(card) + certificate(card.auth_der) + certificate(card.signature_der) +
           certificate(card.ca_der) + certificate(card.root_der);
}

Cost cold_login(const CardFacts& card)
{
    return certificates(card) + log_in_and_sign(card);
}

Cost warm_login(const CardFacts& card)
{
    const auto first_block = [](std::size_t der) { return certificate(std::min(der, block)); };
    return recognition(card) + first_block(card.auth_der) + first_block(card.signature_der) +
           log_in_and_sign(card);
}

Cost ten_signatures(const CardFacts& card)
{
    return 10 * (mse_set + sign(card));
}

Cost legal_signature(const CardFacts& card)
{
    return log_in_and_sign(card);
}

Cost surname(const CardFacts& card)
{
    return recognition(card) + unknown(card.identity);
}

Cost identity_without_photo(const CardFacts& card)
{
    return recognition(card) + unknown(card.identity) +
           register_signature(card, card.identity_signature) + unknown(card.address) +
           register_signature(card, card.address_signature) + certificate(card.rn_der);
}

Cost proven_identity(const CardFacts& card)
{
    constexpr std::size_t challenge = 48; // INTERNAL AUTHENTICATE, and GET RESPONSE
    constexpr std::size_t proof = 96;
    const auto identity = identity_without_photo(card) + unknown(card.photo);
    return card.basic_key > 0
               ? identity + unknown(card.basic_key) + exchange(challenge) + exchange(proof)
               : identity;
}

Cost all_data(const CardFacts& card)
{
    const auto data = identity_without_photo(card) + unknown(card.photo) + unknown(card.token_info);
    return card.basic_key > 0 ? data + unknown(card.basic_key) : data;
}

Cost first_signature(const CardFacts& card)
{
    return recognition(card) + certificate(card.auth_der) + log_in_and_sign(card);
}

} // namespace openbeid::bench
