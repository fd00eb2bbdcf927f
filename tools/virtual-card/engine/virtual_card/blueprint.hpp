// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/identity.hpp"
#include "virtual_card/persona.hpp"
#include "virtual_card/pki.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace openbeid::virtual_card {

/// What a persona is made from. Everything random or secret is in the cache instead.
struct Blueprint {
    const char* name;
    const char* description;
    Applet applet;
    const char* atr; ///< hexadecimal
    PkiStyle pki{PkiStyle::ca4};
    Holder holder{};
    bool foreigner{false};
    bool has_authentication{true};
    bool has_signature{true};
    /// A key without certificate is there but not activated, rather than missing.
    bool keeps_unused_keys{false};
    bool activated{true};
    /// The files of the user's certificates aren't activated either (only with !activated).
    bool certificate_files_inactive{false};
    bool expired{false};
    bool revoked{false};
    unsigned tries_left{3};
};

[[nodiscard]] std::span<const Blueprint> blueprints();

} // namespace openbeid::virtual_card
