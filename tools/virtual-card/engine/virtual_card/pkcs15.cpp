// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/pkcs15.hpp"

#include "base/hex.hpp"

#include <string>
#include <string_view>

namespace openbeid::virtual_card {

namespace {

Bytes bytes(std::string_view hex)
{
    return from_hex(hex).value_or(Bytes{});
}

Bytes text(std::string_view value)
{
    return {value.begin(), value.end()};
}

Bytes operator+(Bytes left, const Bytes& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// A DER value; none here is longer than 127 bytes.
Bytes tlv(std::uint8_t tag, const Bytes& value)
{
    return Bytes{tag, static_cast<std::uint8_t>(value.size())} + value;
}

struct CdfEntry {
    const char* label;
    std::uint8_t id;
    bool authority;
    const char* path;
};

Bytes cdf_entry(CdfForm form, const CdfEntry& entry)
{
    const bool with_trust = form == CdfForm::with_trust;
    const auto common = tlv(0x0C, text(entry.label)) + bytes(with_trust ? "03020640" : "030206C0") +
                        bytes("040101");
    const auto attributes = tlv(0x04, {entry.id}) + bytes(entry.authority ? "0101FF" : "") +
                            bytes(with_trust ? "830100" : "");
    const auto location = tlv(0x30, tlv(0x30, tlv(0x04, bytes(entry.path))));
    return tlv(0x30, tlv(0x30, common) + tlv(0x30, attributes) + tlv(0xA1, location));
}

} // namespace

Bytes make_dir()
{
    return bytes("61 23 4F0CA000000177504B43532D3135 500642454C504943 51043F00DF00"
                 "73050603603802");
}

Bytes make_odf()
{
    return bytes("A00A300804063F00DF005035 A40A300804063F00DF005037 A80A300804063F00DF005034");
}

Bytes make_aodf()
{
    return bytes("3033300F0C0942617369632050494E030206C03003040101A11B30190302020C0A010002010402"
                 "01088001010401FF300404023F00");
}

Bytes make_token_info(ByteView serial, std::array<std::uint8_t, 4> versions)
{
    return tlv(0x30,
               bytes("020100") + tlv(0x04, {serial.begin(), serial.end()}) +
                   bytes("800642454C504943 03020430") +
                   tlv(0x9E, {versions.begin(), versions.end()}));
}

Bytes make_prkdf(PrkdfForm form, std::uint16_t key_bits)
{
    const std::uint8_t choice = form == PrkdfForm::ec ? 0xA0 : 0x30;
    const auto location =
        bytes("A10E300C300604043F00DF000202") +
        Bytes{static_cast<std::uint8_t>(key_bits >> 8U), static_cast<std::uint8_t>(key_bits)};
    const auto authentication = bytes("30170C0E41757468656E7469636174696F6E030206C0040101"
                                      "300F0401020302052003 0203B802020082");
    const auto signature = bytes("30150C095369676E6174757265030206C0040101020101"
                                 "301004010303030600400302 03B802020083");
    return tlv(choice, authentication + location) + tlv(choice, signature + location);
}

Bytes make_cdf(CdfForm form, bool authentication, bool signature)
{
    Bytes file;
    if (authentication) {
        file = file + cdf_entry(form, {"Authentication", 0x02, false, "3F00DF005038"});
    }
    if (signature) {
        file = file + cdf_entry(form, {"Signature", 0x03, false, "3F00DF005039"});
    }
    file = file + cdf_entry(form, {"CA", 0x04, true, "3F00DF00503A"}) +
           cdf_entry(form, {"Root", 0x06, true, "3F00DF00503B"});
    file.resize(form == CdfForm::with_trust ? 175 : 163);
    return file;
}

} // namespace openbeid::virtual_card
