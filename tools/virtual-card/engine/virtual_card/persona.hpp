// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/private_key.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace openbeid::virtual_card {

/// Which applet answers. `none` is a card that is no eID: it refuses everything.
enum class Applet : std::uint8_t { none, v1_0, v1_1, v1_7, v1_8 };

/// A private key inside the card.
struct CardKey {
    PrivateKey key;
    bool activated{true};
};

/// Files by path in upper-case hexadecimal, such as "3F00DF005038".
using Files = std::map<std::string, Bytes>;

/// The cardholder PIN or the PUK.
struct Secret {
    std::string digits;
    unsigned max_tries{3};
    unsigned tries_left{3};
    bool activated{true};
};

/// Deviations from the manuals that readers and drivers were seen to show.
struct Quirks {
    /// READ BINARY gives at most so many bytes, with 9000 (DIGIPASS readers; card reference 6.5).
    std::optional<std::size_t> read_binary_max;
    /// READ BINARY across the end gives the rest with 9000 instead of 6Cxx (card reference 5.4).
    bool short_read_past_end{false};
    /// The reader works with APDUs: it does GET RESPONSE and the retry after 6Cxx by itself, and
    /// takes Le in case 4 commands (card reference 5.3).
    bool apdu_level_reader{false};
};

/// Everything that makes one card differ from another. Plain data: change it before Card takes it.
struct Persona {
    std::string name;
    std::string description;
    Applet applet{Applet::none};
    Bytes atr;
    Bytes card_data; ///< the 28 bytes of GET CARD DATA
    Files files;
    std::set<std::string> inactive_files; ///< paths of files that are not activated
    std::map<std::uint8_t, CardKey> keys; ///< by reference: 81, 82, 83
    Secret pin;
    std::optional<Secret> puk; ///< 12 digits: PUK2, then PUK1; none on 1.8
    Quirks quirks;
};

/**
 * The persona of that name. Its keys, certificates and files are made with OpenSSL at first use and
 * kept in `cache_dir`, which several processes may share: a lock file makes one of them do the
 * work. Fails: not_found (no such persona), io (the cache can't be read or written),
 * crypto_failure.
 */
[[nodiscard]] Result<Persona> load_persona(std::string_view name,
                                           const std::filesystem::path& cache_dir);

[[nodiscard]] std::vector<std::string> persona_names();

/// One line for people; empty if there is no such persona.
[[nodiscard]] std::string persona_description(std::string_view name);

/// $OPENBEID_VIRTUAL_CARD_DIR, else openbeid-virtual-card in $XDG_CACHE_HOME or in ~/.cache.
[[nodiscard]] std::filesystem::path default_cache_dir();

} // namespace openbeid::virtual_card
