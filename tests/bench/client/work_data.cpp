// SPDX-License-Identifier: Apache-2.0
#include "meter.hpp"
#include "nss.hpp"
#include "work.hpp"

#include <array>
#include <span>

namespace openbeid::bench {

namespace {

/// Everything that the identity and its proof need but the photo.
constexpr std::array without_photo{
    "DATA_FILE", "SIGN_DATA_FILE", "ADDRESS_FILE", "SIGN_ADDRESS_FILE", "CERT_RN_FILE"};
constexpr std::array surname{"surname"};

/// The objects with these labels, or all of them if there are none.
void read_data(const Setting& setting, std::span<const char* const> labels)
{
    Meter meter;
    meter.begin();
    const Program program{setting.module};
    program.initialize();
    const Session session{program, program.slot_of(setting.readers.front())};
    std::vector<Template> searches;
    for (const auto* const label : labels) {
        searches.push_back(Template{CKO_DATA}.with(CKA_LABEL, label));
    }
    if (labels.empty()) {
        searches.emplace_back(CKO_DATA);
    }
    std::size_t objects = 0;
    for (const auto& search : searches) {
        for (const auto object : session.find(search)) {
            objects += session.values(object, {CKA_LABEL, CKA_VALUE}).back().empty() ? 0U : 1U;
        }
    }
    meter.end();
    Meter::tell("objects", objects);
    program.finalize();
    if (objects == 0) {
        throw std::runtime_error{"there are no such data objects"};
    }
}

} // namespace

void read_surname(const Setting& setting)
{
    read_data(setting, surname);
}

void read_data_without_photo(const Setting& setting)
{
    read_data(setting, without_photo);
}

void read_all_data(const Setting& setting)
{
    read_data(setting, {});
}

} // namespace openbeid::bench
