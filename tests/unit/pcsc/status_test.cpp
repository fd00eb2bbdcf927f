// SPDX-License-Identifier: Apache-2.0
#include "pcsc/status.hpp"
#include "support/catch.hpp"

using namespace openbeid;
using pcsc::Call;
using pcsc::error_of;

namespace {

std::string meaning(LONG status, Call call)
{
    return name_of(error_of(status, call, "test").code);
}

} // namespace

TEST_CASE("an error keeps the number that pcsc-lite gave and the step", "[pcsc][status]")
{
    const auto error = error_of(SCARD_E_NO_SERVICE, Call::service, "SCardEstablishContext");
    CHECK(static_cast<std::uint32_t>(error.pcsc) == 0x8010001D);
    CHECK(std::string{error.where} == "SCardEstablishContext");
}

TEST_CASE("a missing, stopped or dead pcscd is an unavailable service", "[pcsc][status]")
{
    for (const LONG status : {SCARD_E_NO_SERVICE,
                              SCARD_E_SERVICE_STOPPED,
                              SCARD_F_COMM_ERROR,
                              SCARD_E_INVALID_HANDLE,
                              SCARD_W_SECURITY_VIOLATION}) {
        CHECK(meaning(status, Call::service) == "service_unavailable");
        CHECK(meaning(status, Call::connect) == "service_unavailable");
        CHECK(meaning(status, Call::card) == "service_unavailable");
    }
}

TEST_CASE("an empty reader is not a card that was taken out", "[pcsc][status]")
{
    CHECK(meaning(SCARD_E_NO_SMARTCARD, Call::connect) == "no_card");
    CHECK(meaning(SCARD_W_REMOVED_CARD, Call::connect) == "no_card");
    CHECK(meaning(SCARD_E_NO_SMARTCARD, Call::card) == "card_removed");
    CHECK(meaning(SCARD_W_REMOVED_CARD, Call::card) == "card_removed");
}

TEST_CASE("a reader that is gone, a busy one and a mute card are told apart", "[pcsc][status]")
{
    CHECK(meaning(SCARD_E_UNKNOWN_READER, Call::connect) == "no_reader");
    CHECK(meaning(SCARD_E_READER_UNAVAILABLE, Call::card) == "no_reader");
    CHECK(meaning(SCARD_E_INVALID_VALUE, Call::card) == "no_reader");
    CHECK(meaning(SCARD_E_SHARING_VIOLATION, Call::card) == "reader_busy");
    CHECK(meaning(SCARD_W_UNPOWERED_CARD, Call::connect) == "unresponsive_card");
    CHECK(meaning(SCARD_W_UNRESPONSIVE_CARD, Call::card) == "unresponsive_card");
    CHECK(meaning(SCARD_W_RESET_CARD, Call::card) == "card_reset");
}

TEST_CASE("only a user at a PIN pad cancels", "[pcsc][status]")
{
    CHECK(meaning(SCARD_E_CANCELLED, Call::pin_pad) == "cancelled");
    CHECK(meaning(SCARD_E_CANCELLED, Call::card) == "io");
    CHECK(meaning(SCARD_E_CANCELLED, Call::connect) == "io");
    CHECK(meaning(SCARD_E_CANCELLED, Call::service) == "io");
}

TEST_CASE("what has no meaning of its own is a failed exchange", "[pcsc][status]")
{
    CHECK(meaning(SCARD_E_NOT_TRANSACTED, Call::card) == "io");
    CHECK(meaning(SCARD_E_COMM_DATA_LOST, Call::card) == "io");
    CHECK(meaning(SCARD_E_INVALID_VALUE, Call::service) == "io");
    CHECK(meaning(static_cast<LONG>(0x8010FFFF), Call::card) == "io");
    CHECK(meaning(SCARD_E_NO_MEMORY, Call::service) == "out_of_memory");
}
