// SPDX-License-Identifier: Apache-2.0
// The labels and groups of the official middleware, because programs name them.
#include "pkcs11/data_specs.hpp"

#include <array>

namespace openbeid::pkcs11 {

namespace {

using token::DataFile;
using Layout = DataSpec::Layout;

constexpr const char* card_data_group = "carddata";
constexpr const char* identity_group = "id";
constexpr const char* address_group = "address";
constexpr const char* record_group = "record";
constexpr const char* token_info_group = "tokeninfo";

constexpr DataSpec
card_data(const char* label, std::uint8_t offset, std::uint8_t size, Layout layout = Layout::any)
{
    return {.label = label,
            .group = card_data_group,
            .source = DataSource::card_data,
            .offset = offset,
            .size = size,
            .layout = layout};
}

constexpr DataSpec file(const char* label, const char* group, DataFile which)
{
    return {.label = label, .group = group, .source = DataSource::file, .file = which};
}

constexpr DataSpec token_info(const char* label, std::uint8_t offset, std::uint8_t size)
{
    return {.label = label,
            .group = token_info_group,
            .source = DataSource::token_info,
            .file = DataFile::token_info,
            .offset = offset,
            .size = size};
}

// Card reference §5.1.
constexpr std::array card_data_specs{
    DataSpec{.label = "ATR", .group = card_data_group, .source = DataSource::atr},
    card_data("CARD_DATA", 0, 0),
    card_data("carddata_serialnumber", 0, 16),
    card_data("carddata_comp_code", 16, 1),
    card_data("carddata_os_number", 17, 1),
    card_data("carddata_os_version", 18, 1),
    card_data("carddata_soft_mask_number", 19, 1),
    card_data("carddata_soft_mask_version", 20, 1),
    card_data("carddata_appl_version", 21, 1, Layout::current),
    card_data("carddata_appl_version", 21, 2, Layout::old),
    card_data("carddata_glob_os_version", 22, 2, Layout::current),
    card_data("carddata_appl_int_version", 24, 1, Layout::current),
    card_data("carddata_appl_int_version", 23, 2, Layout::old),
    card_data("carddata_pkcs1_support", 25, 1, Layout::current),
    card_data("carddata_key_exchange_version", 26, 1, Layout::current),
    card_data("carddata_pkcs15_version", 25, 2, Layout::old),
    card_data("carddata_appl_lifecycle", 27, 1),
    card_data("carddata_pin_counter", 28, 1)};

/// Each label twice: the field of the file, and behind "record_" the record read by itself.
struct Field {
    const char* record_label;
    std::uint8_t tag;

    [[nodiscard]] constexpr const char* label() const
    {
        constexpr std::size_t prefix_size = 7; // "record_"
        return record_label + prefix_size;
    }
};

// Card reference §3.2.
constexpr std::array identity_fields{Field{"record_card_number", 0x01},
                                     Field{"record_chip_number", 0x02},
                                     Field{"record_validity_begin_date", 0x03},
                                     Field{"record_validity_end_date", 0x04},
                                     Field{"record_issuing_municipality", 0x05},
                                     Field{"record_national_number", 0x06},
                                     Field{"record_surname", 0x07},
                                     Field{"record_firstnames", 0x08},
                                     Field{"record_first_letter_of_third_given_name", 0x09},
                                     Field{"record_nationality", 0x0A},
                                     Field{"record_location_of_birth", 0x0B},
                                     Field{"record_date_of_birth", 0x0C},
                                     Field{"record_gender", 0x0D},
                                     Field{"record_nobility", 0x0E},
                                     Field{"record_document_type", 0x0F},
                                     Field{"record_special_status", 0x10},
                                     Field{"record_photo_hash", 0x11},
                                     Field{"record_duplicata", 0x12},
                                     Field{"record_special_organization", 0x13},
                                     Field{"record_member_of_family", 0x14},
                                     Field{"record_date_and_country_of_protection", 0x15},
                                     Field{"record_work_permit_mention", 0x16},
                                     Field{"record_employer_vat_1", 0x17},
                                     Field{"record_employer_vat_2", 0x18},
                                     Field{"record_regional_file_number", 0x19},
                                     Field{"record_basic_key_hash", 0x1A},
                                     Field{"record_brexit_mention_1", 0x1B},
                                     Field{"record_brexit_mention_2", 0x1C},
                                     Field{"record_cardA_mention_1", 0x1D},
                                     Field{"record_cardA_mention_2", 0x1E},
                                     Field{"record_cardEU_start_date", 0x1F}};

// Card reference §3.5.
constexpr std::array address_fields{Field{"record_address_street_and_number", 0x01},
                                    Field{"record_address_zip", 0x02},
                                    Field{"record_address_municipality", 0x03}};

constexpr auto make_all()
{
    std::array<DataSpec, data_spec_count> all{};
    std::size_t count = 0;
    const auto add = [&](const DataSpec& spec) { all[count++] = spec; };
    const auto add_fields = [&](const auto& fields, const char* group, DataFile which) {
        DataSpec spec{.file = which};
        for (const auto& field : fields) {
            spec.tag = field.tag;
            spec.label = field.label();
            spec.group = group;
            spec.source = DataSource::field;
            add(spec);
            spec.label = field.record_label;
            spec.group = record_group;
            spec.source = DataSource::record;
            add(spec);
        }
    };
    for (const auto& spec : card_data_specs) {
        add(spec);
    }
    add(file("DATA_FILE", identity_group, DataFile::identity));
    add_fields(identity_fields, identity_group, DataFile::identity);
    add(file("ADDRESS_FILE", address_group, DataFile::address));
    add_fields(address_fields, address_group, DataFile::address);
    add(file("PHOTO_FILE", "photo", DataFile::photo));
    add(file("CERT_RN_FILE", "rncert", DataFile::rn_certificate));
    add(file("SIGN_DATA_FILE", "sign_data_file", DataFile::identity_signature));
    add(file("SIGN_ADDRESS_FILE", "sign_address_file", DataFile::address_signature));
    add(file("BASIC_KEY_FILE", "basic_key_file", DataFile::basic_key));
    add(token_info("perso_versions", 0, 0));
    add(token_info("tokeninfo_graph_perso_version", 0, 1));
    add(token_info("tokeninfo_elec_perso_version", 1, 1));
    add(token_info("tokeninfo_elec_perso_int_version", 2, 1));
    return count == all.size() ? all : throw "data_spec_count is wrong";
}

constexpr auto all_data_specs = make_all();

} // namespace

std::span<const DataSpec> data_specs() noexcept
{
    return all_data_specs;
}

} // namespace openbeid::pkcs11
