// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/certificate.hpp"

#include <openbeid/bytes.hpp>

#include <string>

namespace openbeid::virtual_card {

/// An invented person, UTF-8. Dates are as printed on the card.
struct Holder {
    const char* surname;
    const char* given_names;
    const char* third_initial;
    const char* nationality;
    const char* birth_place;
    const char* birth_date;
    const char* sex;
    const char* municipality; ///< that issued the card
    const char* street;
    const char* zip;
    const char* town;
    const char* document_type;
    /// The first nine digits of a national number whose month can't exist (card reference 3.2).
    const char* national_number;
    bool born_since_2000{false};
    /// The first ten digits of a card number, or a letter and nine digits.
    const char* card_number;
};

/// With its check digits.
[[nodiscard]] std::string national_number_of(const Holder& holder);
[[nodiscard]] std::string card_number_of(const Holder& holder);

struct IdentityExtras {
    bool structure_version{false}; ///< begin with tag 00, as cards of applet 1.8
    Bytes chip_number;
    Validity validity{};
    Bytes photo_hash;
    Bytes basic_key_hash; ///< empty before applet 1.8
};

/// EF(ID#RN), card reference 3.2.
[[nodiscard]] Bytes make_identity(const Holder& holder, const IdentityExtras& extras);

/// EF(ID#Address) with its padding, card reference 3.5.
[[nodiscard]] Bytes make_address(const Holder& holder, bool structure_version);

/// What SGN#Address covers of it: all but the trailing zeros (4.1).
[[nodiscard]] Bytes without_padding(Bytes file);

} // namespace openbeid::virtual_card
