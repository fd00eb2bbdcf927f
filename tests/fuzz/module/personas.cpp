// SPDX-License-Identifier: Apache-2.0
#include "module/personas.hpp"

#include "fuzz.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace openbeid::fuzz {

virtual_card::Persona persona_of(std::uint8_t number)
{
    constexpr std::array names{"v18-citizen",
                               "v17-citizen",
                               "v11-citizen",
                               "v17-rekeyed",
                               "v18-future-atr",
                               "v18-foreigner",
                               "v17-unactivated",
                               "foreign"};
    static std::map<std::size_t, virtual_card::Persona> loaded;
    const auto place = number % names.size();
    auto known = loaded.find(place);
    if (known == loaded.end()) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread
        ::setenv("OPENBEID_VIRTUAL_CARD_DIR", OPENBEID_FUZZ_CARDS, 0);
        auto fresh = virtual_card::load_persona(names.at(place), virtual_card::default_cache_dir());
        require(fresh.has_value());
        known = loaded.emplace(place, *std::move(fresh)).first;
    }
    return known->second;
}

LONG scard_error(std::uint8_t number) noexcept
{
    constexpr std::array errors{SCARD_E_NOT_TRANSACTED,    SCARD_W_REMOVED_CARD,
                                SCARD_W_RESET_CARD,        SCARD_E_NO_SMARTCARD,
                                SCARD_E_NO_SERVICE,        SCARD_E_SHARING_VIOLATION,
                                SCARD_E_INVALID_HANDLE,    SCARD_E_READER_UNAVAILABLE,
                                SCARD_E_UNKNOWN_READER,    SCARD_E_INSUFFICIENT_BUFFER,
                                SCARD_E_PROTO_MISMATCH,    SCARD_E_INVALID_PARAMETER,
                                SCARD_E_INVALID_VALUE,     SCARD_E_TIMEOUT,
                                SCARD_E_CANCELLED,         SCARD_E_NO_READERS_AVAILABLE,
                                SCARD_F_COMM_ERROR,        SCARD_F_INTERNAL_ERROR,
                                SCARD_W_UNRESPONSIVE_CARD, SCARD_W_UNPOWERED_CARD,
                                SCARD_E_SERVICE_STOPPED,   SCARD_W_SECURITY_VIOLATION};
    return errors.at(number % errors.size());
}

LONG give(ByteView answer, std::span<BYTE> room, DWORD& size) noexcept
{
    size = answer.size();
    if (answer.size() > room.size()) {
        return SCARD_E_INSUFFICIENT_BUFFER;
    }
    std::copy(answer.begin(), answer.end(), room.begin());
    return SCARD_S_SUCCESS;
}

} // namespace openbeid::fuzz
