// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"
#include "self_test/x509.hpp"

#include <map>

namespace openbeid::virtual_card {

namespace {

using Fields = std::map<unsigned, Bytes>;

struct Row {
    const char* persona;
    const char* photo_digest;
    unsigned photo_width;
    unsigned photo_height;
    const char* register_digest;
    const char* surname;
    unsigned document_type;
    bool since_2000;
};

constexpr const char* french = "SPECIMEN-FR LEFÈVRE";
constexpr const char* dutch = "SPECIMEN-NL D'HOOGHE";
constexpr const char* german = "SPECIMEN-DE BÜCKER";

constexpr Row rows[] = {
    {"v10-citizen", "SHA1", 140, 200, "SHA1", french, 1, false},
    {"v11-citizen", "SHA1", 140, 200, "SHA1", french, 1, false},
    {"v17-citizen", "SHA256", 140, 200, "SHA256", dutch, 1, false},
    {"v17-kids", "SHA256", 140, 200, "SHA256", dutch, 6, true},
    {"v17-minor", "SHA256", 140, 200, "SHA256", dutch, 1, true},
    {"v17-expired", "SHA256", 140, 200, "SHA256", dutch, 1, false},
    {"v17-rekeyed", "SHA256", 140, 200, "SHA384", dutch, 1, false},
    {"v18-citizen", "SHA384", 150, 195, "SHA384", german, 1, false},
    {"v18-kids", "SHA384", 150, 195, "SHA384", dutch, 6, true},
    {"v18-minor", "SHA384", 150, 195, "SHA384", dutch, 1, true},
    {"v18-foreigner", "SHA384", 150, 195, "SHA384", "SPECIMEN ŁUKASIEWICZ", 33, false},
    {"v18-future-atr", "SHA384", 150, 195, "SHA384", german, 1, false},
};

std::string text(const Bytes& value)
{
    return {value.begin(), value.end()};
}

/// Tags in ascending order, 00 only in front, values within the file (3.1).
Fields parse(Report& report, const std::string& name, const Bytes& file)
{
    Fields fields;
    std::size_t at = 0;
    unsigned last = 0;
    while (at + 2 <= file.size() && (at == 0 || file[at] != 0)) {
        const unsigned tag = file[at];
        const std::size_t size = file[at + 1];
        report.check(at == 0 || tag > last, name + " tags ascend");
        report.check(at + 2 + size <= file.size(), name + " value within the file");
        const auto from = file.begin() + static_cast<std::ptrdiff_t>(at + 2);
        fields[tag] = Bytes(from, from + static_cast<std::ptrdiff_t>(size));
        last = tag;
        at += 2 + size;
    }
    return fields;
}

bool is_date(const std::string& value)
{
    return value.size() == 10 && value[2] == '.' && value[5] == '.' &&
           value.find_first_not_of("0123456789.") == std::string::npos;
}

void check_numbers(Report& report, const std::string& name, const Row& row, const Fields& fields)
{
    const auto national = text(fields.at(0x06));
    report.check(national.size() == 11, name + " national number: 11 digits");
    const auto nine = std::stoull((row.since_2000 ? "2" : "") + national.substr(0, 9));
    report.check(std::stoull(national.substr(9)) == 97 - nine % 97, name + " its check digits");
    report.check(std::stoul(national.substr(2, 2)) > 12, name + " its month can't exist");
    const auto card = text(fields.at(0x01));
    if (card[0] >= '0' && card[0] <= '9') {
        const auto remainder = std::stoull(card.substr(0, 10)) % 97;
        report.check(card.size() == 12, name + " card number: 12 digits");
        report.check(std::stoull(card.substr(10)) == (remainder == 0 ? 97 : remainder),
                     name + " card number: check digits");
    } else {
        report.check(card.size() == 10 && card[0] == 'B', name + " foreigner's card number");
    }
}

void check_photo(Report& report, const std::string& name, const Row& row, const Bytes& photo)
{
    const auto hex = to_hex(photo);
    report.answer("FFD8FFE0????4A46494600", hex.substr(0, 22), name + " photo: JFIF");
    report.check(hex.substr(hex.size() - 4) == "FFD9", name + " photo ends with the JPEG");
    // SOF0, length 11 (one component), 8 bits, height, width, one component.
    const auto frame = "FFC0000B08" +
                       to_hex(Bytes{static_cast<std::uint8_t>(row.photo_height >> 8U),
                                    static_cast<std::uint8_t>(row.photo_height),
                                    static_cast<std::uint8_t>(row.photo_width >> 8U),
                                    static_cast<std::uint8_t>(row.photo_width)}) +
                       "01";
    report.check(hex.find(frame) != std::string::npos, name + " photo: baseline, grey, size");
}

void check_fields(Report& report, Probe& probe, const Row& row, const Fields& fields)
{
    const std::string name = row.persona;
    const bool is_18 = name.rfind("v18", 0) == 0;
    for (unsigned tag = 0x01; tag <= 0x11; ++tag) {
        report.check(fields.count(tag) == 1, name + " has tag " + std::to_string(tag));
    }
    report.check(fields.count(0x00) == (is_18 ? 1U : 0U), name + " tag 00 on 1.8 only");
    report.equal(probe.send("80E400001C").substr(0, 32), to_hex(fields.at(0x02)), name + " chip");
    report.check(is_date(text(fields.at(0x03))), name + " validity begin");
    report.check(is_date(text(fields.at(0x04))), name + " validity end");
    report.equal(row.surname, text(fields.at(0x07)), name + " surname");
    report.check(std::stoul(text(fields.at(0x0F))) == row.document_type, name + " document type");
    const auto sex = text(fields.at(0x0D));
    report.check(sex.find_first_not_of("MFVW") == std::string::npos, name + " sex");
    check_numbers(report, name, row, fields);
    const auto photo = probe.read("3F00DF014035");
    check_photo(report, name, row, photo);
    report.check(fields.at(0x11) == hash_of(row.photo_digest, photo), name + " photo hash");
    if (is_18) {
        const auto key_file = probe.read("3F00DF014040");
        report.check(fields.at(0x1A) == hash_of("SHA384", key_file), name + " basic key hash");
    } else {
        report.check(fields.count(0x1A) == 0, name + " no basic key hash");
    }
}

void check_register(Report& report, Probe& probe, const Row& row)
{
    const std::string name = row.persona;
    const auto certificate = parse_certificate(probe.read("3F00DF00503C"));
    report.check(certificate != nullptr, name + " RRN certificate");
    if (!certificate) {
        return;
    }
    auto* key = X509_get0_pubkey(certificate.get());
    const auto identity = probe.read("3F00DF014031");
    const auto identity_signature = probe.read("3F00DF014032");
    report.check(verifies(key, row.register_digest, identity, identity_signature),
                 name + " SGN#ID");
    const auto address_file = probe.read("3F00DF014033");
    auto address = address_file;
    while (!address.empty() && address.back() == 0) {
        address.pop_back();
    }
    report.check(address.size() < address_file.size(), name + " address is padded");
    auto address_signature = probe.read("3F00DF014034");
    const bool ec = EVP_PKEY_is_a(key, "EC") == 1;
    if (ec) { // its length is 2 + the second byte (4.2)
        address_signature.resize(std::size_t{2} + address_signature[1]);
    }
    auto covered = address;
    covered.insert(covered.end(), identity_signature.begin(), identity_signature.end());
    report.check(verifies(key, row.register_digest, covered, address_signature),
                 name + " SGN#Address");
    auto with_padding = address_file;
    with_padding.insert(with_padding.end(), identity_signature.begin(), identity_signature.end());
    report.check(!verifies(key, row.register_digest, with_padding, address_signature),
                 name + " SGN#Address does not cover the padding");
}

} // namespace

void check_identity(Report& report, const Cards& cards)
{
    for (const auto& row : rows) {
        auto probe = cards(row.persona);
        const std::string name = row.persona;
        const auto fields = parse(report, name + " identity", probe.read("3F00DF014031"));
        check_fields(report, probe, row, fields);
        const auto address = parse(report, name + " address", probe.read("3F00DF014033"));
        for (const unsigned tag : {1U, 2U, 3U}) {
            report.check(address.count(tag) == 1 && !address.at(tag).empty(),
                         name + " address tag " + std::to_string(tag));
        }
        report.check(text(address.at(2)).size() == 4, name + " ZIP code");
        check_register(report, probe, row);
    }
}

} // namespace openbeid::virtual_card
