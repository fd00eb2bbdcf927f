// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"
#include "self_test/x509.hpp"

#include <openssl/x509.h>

#include <algorithm>
#include <array>

namespace openbeid::virtual_card {

namespace {

/// The table of card reference 5.10: which lengths an algorithm takes and what the result is.
struct Row {
    const char* persona;
    const char* algorithm;
    std::array<std::size_t, 5> lengths;
    Padding padding;
    const char* digest; ///< nullptr: the data as given
    const char* answer; ///< of CDS
};

constexpr auto pkcs1 = Padding::pkcs1;
constexpr auto pss = Padding::pss;

constexpr Row rows[] = {
    {"v10-citizen", "01", {1, 20, 36, 51, 117}, pkcs1, nullptr, "6180"},
    {"v10-citizen", "02", {20}, pkcs1, "SHA1", "6180"},
    {"v10-citizen", "04", {16}, pkcs1, "MD5", "6180"},
    {"v11-citizen", "01", {1, 20, 36, 51, 117}, pkcs1, nullptr, "6180"},
    {"v11-citizen", "02", {20}, pkcs1, "SHA1", "6180"},
    {"v11-citizen", "04", {16}, pkcs1, "MD5", "6180"},
    {"v17-citizen", "01", {1, 36, 51, 83, 245}, pkcs1, nullptr, "6100"},
    {"v17-citizen", "02", {20}, pkcs1, "SHA1", "6100"},
    {"v17-citizen", "04", {16}, pkcs1, "MD5", "6100"},
    {"v17-citizen", "08", {32}, pkcs1, "SHA256", "6100"},
    {"v17-citizen", "10", {20}, pss, "SHA1", "6100"},
    {"v17-citizen", "20", {32}, pss, "SHA256", "6100"},
    {"v17-rekeyed", "08", {32}, pkcs1, "SHA256", "6100"},
    {"v17-rekeyed", "20", {32}, pss, "SHA256", "6100"},
    {"v18-citizen", "01", {32}, pkcs1, nullptr, "6160"},
    {"v18-citizen", "02", {48}, pkcs1, nullptr, "6160"},
    {"v18-citizen", "04", {64}, pkcs1, nullptr, "6160"},
    {"v18-citizen", "08", {32}, pkcs1, nullptr, "6160"},
    {"v18-citizen", "10", {48}, pkcs1, nullptr, "6160"},
    {"v18-citizen", "20", {64}, pkcs1, nullptr, "6160"},
    {"v18-citizen", "40", {20, 28, 32, 48, 64}, pkcs1, nullptr, "6160"},
    {"v18-foreigner", "02", {48}, pkcs1, nullptr, "6160"},
    {"v18-future-atr", "02", {48}, pkcs1, nullptr, "6160"},
};

std::string hex1(std::size_t value)
{
    return to_hex(std::array{static_cast<std::uint8_t>(value)});
}

/// Bytes that change from signature to signature and are no DigestInfo.
Bytes input_of(std::size_t size)
{
    Bytes input(size);
    for (std::size_t i = 0; i < size; ++i) {
        input[i] = static_cast<std::uint8_t>(7 * i + size);
    }
    return input;
}

/// MSE SET, VERIFY, CDS: the canonical order of 5.9, for either key.
std::string sign(Probe& probe, const Row& row, const char* key, const Bytes& input)
{
    static_cast<void>(probe.send(command_of("DF00")));
    static_cast<void>(probe.send(std::string{"002241B6050480"} + row.algorithm + "84" + key));
    static_cast<void>(probe.send(command_of("V")));
    return probe.send("002A9E9A" + hex1(input.size()) + to_hex(input));
}

void check_signature(
    Report& report, Probe& probe, const Row& row, const char* key, std::size_t length)
{
    const auto label = std::string{row.persona} + " key " + key + " algorithm " + row.algorithm +
                       " length " + std::to_string(length);
    const auto input = input_of(length);
    const auto answer = sign(probe, row, key, input);
    report.answer(row.answer, answer, label);
    auto signature = from_hex(probe.send("00C00000" + answer.substr(2))).value_or(Bytes{});
    const bool complete = signature.size() > 2;
    report.check(complete, label + " GET RESPONSE");
    if (!complete) {
        return;
    }
    signature.resize(signature.size() - 2);
    const auto certificate =
        parse_certificate(probe.read(key == std::string{"82"} ? "3F00DF005038" : "3F00DF005039"));
    if (!certificate) {
        report.check(false, label + " certificate");
        return;
    }
    auto* public_key = X509_get0_pubkey(certificate.get());
    if (EVP_PKEY_is_a(public_key, "EC") == 1) {
        report.check(signature.size() == 96, label + " is 96 bytes");
        signature = ecdsa_to_der(signature);
    }
    report.check(verifies_hash(public_key, row.padding, row.digest, input, signature),
                 label + " verifies");
    auto other = input;
    other.front() ^= 1U;
    report.check(!verifies_hash(public_key, row.padding, row.digest, other, signature),
                 label + " does not verify for other data");
}

/// One length up to the longest APDU that the algorithm does not take.
void check_lengths(Report& report, Probe& probe, const Row& row, const char* key)
{
    const bool any_up_to_limit = row.padding == pkcs1 && row.digest == nullptr &&
                                 std::string{row.persona}.rfind("v18", 0) != 0;
    for (const std::size_t length :
         {1U,  15U, 16U, 17U, 19U, 20U, 21U, 27U,  28U,  29U,  31U,  32U,
          33U, 47U, 48U, 49U, 63U, 64U, 65U, 117U, 118U, 245U, 246U, 255U}) {
        const bool listed =
            std::find(row.lengths.begin(), row.lengths.end(), length) != row.lengths.end();
        const bool taken = any_up_to_limit ? length <= row.lengths.back() : listed;
        report.answer(taken ? row.answer : "6700",
                      sign(probe, row, key, input_of(length)),
                      std::string{row.persona} + " key " + key + " algorithm " + row.algorithm +
                          " takes length " + std::to_string(length));
    }
}

/// INTERNAL AUTHENTICATE with the public key of EF 4040 (5.12).
void check_card_proof(Report& report, Probe& probe)
{
    const auto challenge = input_of(48);
    static_cast<void>(probe.send(command_of("DF00")));
    report.answer("9000", probe.send(command_of("M82")), "card proof: environment");
    report.answer("9000", probe.send(command_of("V")), "card proof: PIN");
    report.answer("6160", probe.send("00880281329430" + to_hex(challenge)), "card proof");
    auto signature = from_hex(probe.send("00C0000060")).value_or(Bytes{});
    report.check(signature.size() == 98, "card proof: 96 bytes");
    signature.resize(96);
    const auto file = probe.read("3F00DF014040");
    const auto* in = file.data();
    const PublicKeyPtr key{d2i_PUBKEY(nullptr, &in, static_cast<long>(file.size()))};
    report.check(key != nullptr, "EF 4040 is a public key");
    report.check(key &&
                     verifies_hash(key.get(), pkcs1, nullptr, challenge, ecdsa_to_der(signature)),
                 "card proof verifies");
    report.answer("6985", probe.send(command_of("S")), "card proof clears the environment");
    report.answer("9000", probe.send(command_of("DF00")), "card proof: DF00");
    report.answer("9000", probe.send(command_of("M82")), "card proof: environment again");
    report.answer("6160", probe.send(command_of("S")), "card proof: key 82 works again");
    const auto body = to_hex(Bytes(48));
    report.answer("6B00", probe.send("00880181229420" + to_hex(Bytes(32))), "card proof: P-256");
    report.answer("6A88", probe.send("00880282329430" + body), "card proof: key");
    report.answer("6700", probe.send("00880281329430"), "card proof: no data");
    report.answer("6A80", probe.send("00880281329530" + body), "card proof: tag");
    report.answer("6A80", probe.send("0088028132942F" + body), "card proof: length");
    report.answer("6700", probe.send("00880281339430" + body + "00"), "card proof: Lc");
}

/// 5000 times, then blocked until VERIFY (1.5, 5.12).
void check_limit(Report& report, Probe& probe)
{
    const auto command = "00880281329430" + to_hex(Bytes(48));
    unsigned done = 0;
    while (done <= 5000 && probe.send(command) == "6160") {
        ++done;
    }
    report.check(done == 5000, "the basic key works 5000 times, not " + std::to_string(done));
    report.answer("6985", probe.send(command), "the basic key is blocked");
    probe.card().reset();
    report.answer("6985", probe.send(command), "and stays so after a reset");
    report.answer("63C2", probe.send(command_of("W")), "a wrong PIN");
    report.answer("6985", probe.send(command), "does not free it");
    report.answer("9000", probe.send(command_of("V")), "the right PIN");
    report.answer("6160", probe.send(command), "frees it");
}

} // namespace

void check_signatures(Report& report, const Cards& cards)
{
    for (const auto& row : rows) {
        for (const auto* key : {"82", "83"}) {
            auto probe = cards(row.persona);
            for (const auto length : row.lengths) {
                if (length != 0) {
                    check_signature(report, probe, row, key, length);
                }
            }
            check_lengths(report, probe, row, key);
        }
    }
    auto proof = cards("v18-citizen");
    check_card_proof(report, proof);
    auto limited = cards("v18-citizen");
    check_limit(report, limited);
}

} // namespace openbeid::virtual_card
