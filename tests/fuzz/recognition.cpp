// SPDX-License-Identifier: Apache-2.0
// ATR and GET CARD DATA. Input: whether the applet may be selected, length of the ATR, ATR, and the
// answers to the commands.
#include "card/recognition.hpp"

#include "fed_transport.hpp"
#include "module/rules.hpp"

#include <algorithm>

using namespace openbeid;
using namespace openbeid::fuzz;

namespace {

/// Looks at the commands with the rules that hold for every card.
class WatchedTransport : public FedTransport {
public:
    WatchedTransport(ByteView answers, ByteView atr) : FedTransport{answers}
    {
        rules_.note_atr(atr);
    }

    bool selected_applet{false};

private:
    void note(ByteView command, ByteView answer) override
    {
        rules_.note_command(command);
        rules_.note_answer(command, answer);
        selected_applet = selected_applet || (command[1] == 0xA4 && command[2] == 0x04);
    }

    Rules rules_;
};

void check(const card::CardData& data, card::AtrKind kind)
{
    require(data.raw.size() == 28 || data.raw.size() == 31);
    require(std::equal(data.serial.begin(), data.serial.end(), data.raw.begin()));
    require(data.applet_version == data.raw[21] && data.applet.version != 0);
    require(data.kind != card::AtrKind::unknown);
    require((data.kind == card::AtrKind::belpic) == (kind == card::AtrKind::belpic));
    require(!data.tries_left || (data.pin_exists && data.raw.size() == 31));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    ByteReader in{ByteView{data, size}};
    const bool may_select = (in.u8().value_or(0) & 1U) != 0;
    const auto atr = *in.take(std::min<std::size_t>(in.u8().value_or(0), in.remaining()));
    const auto kind = card::classify_atr(atr);
    WatchedTransport transport{in.rest(), atr};
    const auto found = card::recognise(transport, kind, may_select);
    require(may_select || !transport.selected_applet);
    require(kind != card::AtrKind::unknown || may_select || transport.commands() == 0);
    if (found) {
        check(*found, kind);
    } else {
        require(found.error().code == Errc::not_recognized || found.error().code == Errc::io ||
                found.error().code == Errc::malformed);
    }
    return 0;
}
