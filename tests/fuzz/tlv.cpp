// SPDX-License-Identifier: Apache-2.0
// The fields of the card's own files, and DER as far as it is walked.
#include "crypto/certificate_profile.hpp"
#include "crypto/der_reader.hpp"
#include "fuzz.hpp"
#include "identity/files.hpp"
#include "identity/records.hpp"
#include "tlv/der.hpp"

using namespace openbeid;

namespace {

void walk_der(ByteView bytes, unsigned depth)
{
    constexpr unsigned max_depth = 32;
    ByteReader in{bytes};
    while (const auto value = tlv::take_der(in)) {
        fuzz::require(value->content.size() < value->whole.size());
        fuzz::consume(value->whole);
        if (depth < max_depth) {
            walk_der(value->content, depth + 1);
        }
    }
}

void walk_records(ByteView file)
{
    const auto records = identity::parse_records(file);
    if (!records) {
        fuzz::require(records.error().code == Errc::malformed);
        return;
    }
    std::size_t end = 0;
    for (const auto& record : *records) {
        fuzz::require(record.offset >= end + 2);
        end = record.offset + record.value.size();
        fuzz::require(end <= file.size());
        fuzz::require(record.value.data() == file.data() + record.offset);
        fuzz::consume(record.value);
    }
    fuzz::require(end == file.size() || file[end] == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes{data, size};
    walk_records(bytes);
    walk_der(bytes, 0);
    if (crypto::is_well_formed(bytes)) {
        crypto::DerReader in{bytes};
        while (const auto value = in.next()) {
            fuzz::consume(value->content);
        }
        fuzz::require(in.at_end());
    }
    if (const auto names = crypto::common_names(bytes)) {
        for (const auto& name : *names) {
            fuzz::consume(name);
        }
    }
    if (const auto info = identity::parse_token_info(bytes)) {
        fuzz::require(!info->serial_number.empty());
    }
    return 0;
}
