// SPDX-License-Identifier: Apache-2.0
#include "fake_daemon.hpp"
#include "pcsc/connection.hpp"
#include "pin_commands.hpp"
#include "support/catch.hpp"

#include <reader.h>

#include <array>
#include <deque>
#include <string>

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;
using transport::PinEntry;

namespace {

constexpr auto direct = "06 04 42 33 00 06 07 04 42 33 00 07";
constexpr auto in_steps = "01 04 42 33 00 01 02 04 42 33 00 02 05 04 42 33 00 05";
constexpr DWORD verify_start = 0x42330001;
constexpr DWORD verify_finish = 0x42330002;
constexpr DWORD key_pressed = 0x42330005;
constexpr DWORD verify_direct = 0x42330006;
constexpr DWORD modify_direct = 0x42330007;

/// A reader whose driver answers each control code from a list, in order.
class PadReader {
public:
    explicit PadReader(std::string_view features, const std::string& name = "A")
    {
        answers[CM_IOCTL_GET_FEATURE_REQUEST] = {std::string{features}};
        pcscd->add({.name = name, .present = true, .atr = {0x3B}});
        pcscd->driver = [this](DWORD code, ByteView input, Bytes& output) -> LONG {
            asked.push_back({code, to_hex(input)});
            auto& waiting = answers[code];
            if (waiting.empty()) {
                return SCARD_E_UNSUPPORTED_FEATURE;
            }
            output = hex(waiting.front());
            waiting.pop_front();
            return SCARD_S_SUCCESS;
        };
        auto opened = pcsc::Connection::open(name);
        REQUIRE(opened);
        connection = *std::move(opened);
    }

    std::unique_ptr<transport::Transaction> begin() const
    {
        auto begun = connection->begin(0ms);
        REQUIRE(begun);
        return *std::move(begun);
    }

    /// The answer in hexadecimal, or the name of the error.
    std::string enter(PinEntry entry, std::string_view filled_in) const
    {
        const auto transaction = begin();
        std::array<std::uint8_t, apdu::max_response_size> response{};
        const auto size = transaction->enter_on_pad(entry, hex(filled_in), response);
        return size ? to_hex(ByteView{response}.first(*size)) : name_of(size.error().code);
    }

    struct Asked {
        DWORD code;
        std::string input;
    };
    fake::Session pcscd;
    std::map<DWORD, std::deque<std::string>> answers;
    std::vector<Asked> asked;
    std::unique_ptr<transport::Connection> connection;
};

} // namespace

TEST_CASE("the pad is found in the first transaction, once and without an APDU", "[pcsc][pin-pad]")
{
    const PadReader reader{direct};
    CHECK(reader.connection->pin_pad() == transport::PinPad{});
    static_cast<void>(reader.begin());
    CHECK(reader.connection->pin_pad() == transport::PinPad{.verify = true, .change = true});
    static_cast<void>(reader.begin());
    CHECK(reader.asked.size() == 1);
    CHECK(reader.pcscd->calls("SCardTransmit") == 0);
}

TEST_CASE("a reader without features, or whose driver knows no control, has no pad",
          "[pcsc][pin-pad]")
{
    for (const auto* const features : {"", "0A 04 42 33 00 0A"}) {
        const PadReader reader{features};
        static_cast<void>(reader.begin());
        CHECK(reader.connection->pin_pad() == transport::PinPad{});
    }
    PadReader reader{direct};
    reader.pcscd->driver = nullptr;
    static_cast<void>(reader.begin());
    static_cast<void>(reader.begin());
    CHECK(reader.connection->pin_pad() == transport::PinPad{});
    CHECK(reader.pcscd->calls("SCardControl") == 1);
    CHECK(reader.enter(PinEntry::verify, verify_command) == "unsupported");
}

TEST_CASE("a reset when the pad is looked for only puts it off", "[pcsc][pin-pad]")
{
    PadReader reader{direct};
    reader.pcscd->at_call("SCardControl", 1, [] { fake::Daemon::the().reset_card("A"); });
    static_cast<void>(reader.connection->begin(0ms));
    REQUIRE(reader.connection->reconnect());
    static_cast<void>(reader.begin());
    CHECK(reader.connection->pin_pad().verify);
}

TEST_CASE("the reader whose driver burns tries is never a pad", "[pcsc][pin-pad]")
{
    const PadReader reader{direct, "Gemplus GemPC Pinpad 00 00"};
    static_cast<void>(reader.begin());
    CHECK(reader.connection->pin_pad() == transport::PinPad{});
    CHECK(reader.asked.empty());
}

TEST_CASE("the direct features are given the structure and answer with the card's status",
          "[pcsc][pin-pad]")
{
    PadReader reader{direct};
    reader.answers[verify_direct] = {"9000", "63C1", "6401"};
    reader.answers[modify_direct] = {"6402"};
    CHECK(reader.enter(PinEntry::verify, verify_command) == "9000");
    CHECK(reader.asked.back().input.starts_with("1E1E8947040C040201"));
    CHECK(reader.asked.back().input.ends_with("0000000D0000000020000108"
                                              "20FFFFFFFFFFFFFF"));
    CHECK(reader.enter(PinEntry::verify, verify_command) == "63C1");
    CHECK(reader.enter(PinEntry::verify, verify_command) == "6401");
    CHECK(reader.enter(PinEntry::change, change_command) == "6402");
    CHECK(reader.asked.back().input.starts_with("1E1E89470400080C04030203"));
    CHECK(reader.pcscd->calls("SCardTransmit") == 0);
}

TEST_CASE("a driver's failure is told, and nothing is repeated", "[pcsc][pin-pad]")
{
    PadReader reader{direct};
    static_cast<void>(reader.begin());
    reader.answers[verify_direct] = {"90"};
    CHECK(reader.enter(PinEntry::verify, verify_command) == "io");
    struct Failure {
        LONG status;
        const char* meaning;
    };
    for (const auto& failure : {Failure{SCARD_E_NOT_TRANSACTED, "io"},
                                Failure{SCARD_E_TIMEOUT, "io"},
                                Failure{SCARD_E_CANCELLED, "cancelled"},
                                Failure{SCARD_W_REMOVED_CARD, "card_removed"}}) {
        reader.pcscd->fail("SCardControl", failure.status);
        const int before = reader.pcscd->calls("SCardControl");
        CHECK(reader.enter(PinEntry::verify, verify_command) == failure.meaning);
        CHECK(reader.pcscd->calls("SCardControl") == before + 1);
    }
}

TEST_CASE("the limits that a reader tells go into the structure", "[pcsc][pin-pad]")
{
    PadReader reader{"06 04 42 33 00 06 12 04 42 33 00 12"};
    reader.answers[0x42330012] = {"06 01 04 07 01 08"};
    reader.answers[verify_direct] = {"9000"};
    CHECK(reader.enter(PinEntry::verify, verify_command) == "9000");
    CHECK(reader.asked.back().input.starts_with("1E1E8947040804"));
    CHECK_FALSE(reader.connection->pin_pad().change);
    CHECK(reader.enter(PinEntry::change, change_command) == "unsupported");
}

TEST_CASE("old firmware of one reader wants another format", "[pcsc][pin-pad]")
{
    struct Firmware {
        Bytes version; // a number of this computer, little-endian on those we build for
        const char* format;
    };
    for (const auto& firmware : {Firmware{{0x00, 0x00, 0x05, 0x05}, "1E1E01"},
                                 Firmware{{0x00, 0x00, 0x06, 0x05}, "1E1E89"},
                                 Firmware{{}, "1E1E89"}}) {
        PadReader reader{direct, "SCM Microsystems Inc. SPRx32 USB Smart Card Reader 00 00"};
        reader.pcscd->attributes[SCARD_ATTR_VENDOR_IFD_VERSION] = firmware.version;
        reader.answers[verify_direct] = {"9000"};
        CHECK(reader.enter(PinEntry::verify, verify_command) == "9000");
        CHECK(reader.asked.back().input.starts_with(firmware.format));
    }
}

TEST_CASE("a reader that does not wait by itself is asked for its keys until the last one",
          "[pcsc][pin-pad]")
{
    PadReader reader{in_steps};
    reader.answers[verify_start] = {""};
    reader.answers[key_pressed] = {"00", "2B", "08", "0A", "0D"};
    reader.answers[verify_finish] = {"9000"};
    CHECK(reader.enter(PinEntry::verify, verify_command) == "9000");
    std::vector<DWORD> order;
    for (const auto& asked : reader.asked) {
        order.push_back(asked.code);
    }
    CHECK(order == std::vector<DWORD>{CM_IOCTL_GET_FEATURE_REQUEST,
                                      verify_start,
                                      key_pressed,
                                      key_pressed,
                                      key_pressed,
                                      key_pressed,
                                      key_pressed,
                                      verify_finish});
    CHECK(reader.asked[1].input.starts_with("1E1E8947040C040201"));
    CHECK(reader.asked.back().input.empty());
}

TEST_CASE("the end of an entry in steps is the card's word, or the user's", "[pcsc][pin-pad]")
{
    PadReader reader{in_steps};
    reader.answers[verify_start] = {"", "", "", ""};
    reader.answers[key_pressed] = {"1B", "40", "1B"};
    reader.answers[verify_finish] = {"6401", "6400"};
    CHECK(reader.enter(PinEntry::verify, verify_command) == "6401");
    CHECK(reader.enter(PinEntry::verify, verify_command) == "6400");
    CHECK(reader.enter(PinEntry::verify, verify_command) == "cancelled"); // FINISH fails
    CHECK(reader.enter(PinEntry::verify, verify_command) == "io");        // so do the keys
    CHECK(reader.asked.back().code == verify_finish); // and still the reader is let go
}

TEST_CASE("a reader that fails to tell of its keys may have given the card its PIN all the same",
          "[pcsc][pin-pad]")
{
    PadReader reader{in_steps};
    reader.answers[verify_start] = {"", ""};
    reader.answers[key_pressed] = {}; // fails
    reader.answers[verify_finish] = {"9000", "63C2"};
    CHECK(reader.enter(PinEntry::verify, verify_command) == "9000");
    CHECK(reader.enter(PinEntry::verify, verify_command) == "63C2");
}
