// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/data_object.hpp"

#include "base/log.hpp"
#include "base/try.hpp"
#include "tlv/der.hpp"
#include "tlv/records.hpp"

namespace openbeid::pkcs11 {

namespace {

using Value = std::shared_ptr<const Bytes>;

Value copy(ByteView bytes)
{
    return std::make_shared<const Bytes>(bytes.begin(), bytes.end());
}

/// `bytes` from `spec.offset` on; null if they are not all there.
Value piece(const DataSpec& spec, ByteView bytes)
{
    if (spec.offset >= bytes.size()) {
        return nullptr;
    }
    const auto rest = bytes.subspan(spec.offset);
    const std::size_t size = spec.size == 0 ? rest.size() : spec.size;
    return size <= rest.size() ? copy(rest.first(size)) : nullptr;
}

/// The versions are [30] of the SEQUENCE (card reference §2.2), whatever follows them.
Value piece_of_token_info(const DataSpec& spec, ByteView file)
{
    constexpr std::uint8_t versions_tag = 0x9E;
    constexpr std::size_t versions_size = 4;
    ByteReader in{file};
    const auto all = tlv::take_der(in);
    if (!all || all->tag != tlv::der_sequence) {
        return nullptr;
    }
    ByteReader rest{all->content};
    for (auto field = tlv::take_der(rest); field; field = tlv::take_der(rest)) {
        if (field->tag == versions_tag && field->content.size() == versions_size) {
            return piece(spec, field->content);
        }
    }
    return nullptr;
}

Value piece_of_card_data(const DataSpec& spec, const token::Token& token)
{
    constexpr std::size_t tries_offset = 28;
    auto raw = token.data().raw;
    // The rest never changes; the counter is what this process knows of it last.
    if (const auto tries = token.tries_left(); tries && raw.size() > tries_offset) {
        raw[tries_offset] = *tries;
    }
    const auto layout =
        token.data().applet.old_card_data ? DataSpec::Layout::old : DataSpec::Layout::current;
    const bool applies = spec.layout == DataSpec::Layout::any || spec.layout == layout;
    return applies ? piece(spec, raw) : nullptr;
}

Value field_of(const DataSpec& spec, ByteView file)
{
    const auto value = tlv::find_record(file, spec.tag);
    return value ? copy(*value) : nullptr;
}

Result<Value> read_value(const DataSpec& spec, token::Token& token)
{
    switch (spec.source) {
    case DataSource::atr: return copy(token.data().atr);
    case DataSource::card_data: return piece_of_card_data(spec, token);
    case DataSource::record: return token.record(spec.file, spec.tag);
    case DataSource::file:
    case DataSource::field:
    case DataSource::token_info: break;
    }
    OPENBEID_TRY(const auto file, token.file(spec.file));
    if (file == nullptr || spec.source == DataSource::file) {
        return file;
    }
    return spec.source == DataSource::field ? field_of(spec, *file)
                                            : piece_of_token_info(spec, *file);
}

} // namespace

Result<Value> value_of(const DataSpec& spec, token::Token& token)
{
    auto value = read_value(spec, token);
    if (value) {
        return value;
    }
    // What concerns this object alone; the others are there.
    const auto code = value.error().code;
    if (code == Errc::malformed || code == Errc::unsupported || code == Errc::unexpected_status) {
        log::warn("no data object {}: {}", spec.label, log::describe(value.error()));
        return Value{};
    }
    return value;
}

} // namespace openbeid::pkcs11
