// SPDX-License-Identifier: Apache-2.0
#include "identity/files.hpp"
#include "identity/utf8.hpp"
#include "tlv/der.hpp"

namespace openbeid::identity {

namespace {

// Card reference §2.2
constexpr std::uint8_t serial_number_tag = 0x04; // OCTET STRING
constexpr std::uint8_t label_tag = 0x80;         // [0]
constexpr std::uint8_t versions_tag = 0x9E;      // [30]
constexpr std::size_t version_count = 4;

} // namespace

Result<TokenInfo> parse_token_info(ByteView file)
{
    const Error malformed{.code = Errc::malformed, .where = "token information"};
    ByteReader in{file};
    const auto all = tlv::take_der(in);
    if (!all || all->tag != tlv::der_sequence) {
        return malformed;
    }
    TokenInfo info;
    bool has_versions = false;
    ByteReader rest{all->content};
    while (rest.remaining() > 0) {
        const auto field = tlv::take_der(rest);
        if (!field) {
            return malformed;
        }
        const auto content = field->content;
        if (field->tag == serial_number_tag) {
            info.serial_number.assign(content.begin(), content.end());
        } else if (field->tag == label_tag) {
            info.label = to_text(content);
        } else if (field->tag == versions_tag && content.size() == version_count) {
            has_versions = true;
            info.graphical_version = content[0];
            info.electrical_version = content[1];
            info.electrical_interface_version = content[2];
            info.reserved = content[3];
        }
    }
    return has_versions && !info.serial_number.empty() ? Result<TokenInfo>{std::move(info)}
                                                       : malformed;
}

} // namespace openbeid::identity
