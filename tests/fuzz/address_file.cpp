// SPDX-License-Identifier: Apache-2.0
#include "fuzz.hpp"
#include "identity/files.hpp"
#include "identity/records.hpp"
#include "identity/utf8.hpp"

#include <openbeid/identity.hpp>

using namespace openbeid;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView file{data, size};
    const auto covered = identity::without_padding(file);
    fuzz::require(covered.size() <= size && (covered.empty() || covered.back() != 0));

    const auto parsed = identity::parse_address(file);
    if (!parsed) {
        fuzz::require(parsed.error().code == Errc::malformed);
        return 0;
    }
    if (!*parsed) {
        return 0;
    }
    fuzz::require(!covered.empty());
    const auto& address = **parsed;
    for (const auto* const text :
         {&address.street_and_number, &address.zip, &address.municipality}) {
        fuzz::require(identity::to_text(Bytes{text->begin(), text->end()}) == *text);
    }
    for (const auto& field : address.unknown_fields) {
        fuzz::require(field.tag > 0x03 && field.value.size() < size);
    }
    return 0;
}
