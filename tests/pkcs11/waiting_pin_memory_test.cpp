// SPDX-License-Identifier: Apache-2.0
// The PIN that waits for a legal signature which is never made: what is left of it in memory.
#include "states.hpp"
#include "support/masked_pin.hpp"
#include "support/memory_scan.hpp"

#include <array>

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;

namespace {

/// Twelve digits that this program has never seen: 750318462950.
constexpr const char* pin_of_twelve = "92909596949D9193979C9095";

/// The card has that PIN, which waits in the module.
struct PinWaiting : KeysFound {
    PinWaiting()
    {
        std::array<CK_BYTE, 4> old_pin{'1', '2', '3', '4'};
        std::array<CK_BYTE, 12> pin{};
        unmask(pin_of_twelve, pin);
        REQUIRE(Rv{p11().C_SetPIN(
                    session.handle(), old_pin.data(), old_pin.size(), pin.data(), pin.size())} ==
                Rv{CKR_OK});
        REQUIRE(session.sign_init(hashing_mechanism(), signature_key) == Rv{CKR_OK});
        REQUIRE(Rv{p11().C_Login(session.handle(), CKU_CONTEXT_SPECIFIC, pin.data(), pin.size())} ==
                Rv{CKR_OK});
        pin.fill(0);
    }
};

} // namespace

TEST_CASE("a PIN that waited a minute is wiped by the next call, whichever it is",
          "[pkcs11][signature-key]")
{
    const PinWaiting token;
    const auto waiting = copies_in_memory(pin_of_twelve);
    advance_clock(59s);
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    REQUIRE(copies_in_memory(pin_of_twelve) == waiting);
    advance_clock(2s);
    REQUIRE(copies_in_memory(pin_of_twelve) == waiting); // nobody has looked yet
    CK_ULONG count = 0;
    SECTION("C_GetInfo")
    {
        CK_INFO info{};
        CHECK(Rv{p11().C_GetInfo(&info)} == Rv{CKR_OK});
    }
    SECTION("C_GetSlotList")
    {
        CHECK(Rv{p11().C_GetSlotList(CK_FALSE, nullptr, &count)} == Rv{CKR_OK});
    }
    SECTION("C_GetTokenInfo")
    {
        CHECK((token.token_flags() & CKF_TOKEN_INITIALIZED) != 0);
    }
    SECTION("C_GetMechanismList")
    {
        CHECK(Rv{p11().C_GetMechanismList(0, nullptr, &count)} == Rv{CKR_OK});
    }
    SECTION("C_GetSessionInfo in another session")
    {
        CHECK(other.state() == CKS_RO_USER_FUNCTIONS);
    }
    SECTION("C_FindObjectsInit in another session")
    {
        CHECK(other.find_init({}) == Rv{CKR_OK});
    }
    SECTION("C_WaitForSlotEvent")
    {
        CK_SLOT_ID slot = 0;
        CHECK(Rv{p11().C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr)} == Rv{CKR_NO_EVENT});
    }
    SECTION("C_CloseSession of another session")
    {
        CHECK(other.close() == Rv{CKR_OK});
    }
    SECTION("a call that is refused")
    {
        CHECK(Rv{p11().C_GetInfo(nullptr)} == Rv{CKR_ARGUMENTS_BAD});
    }
    CHECK(copies_in_memory(pin_of_twelve) < waiting);
}
