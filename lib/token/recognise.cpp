// SPDX-License-Identifier: Apache-2.0
#include "token/recognise.hpp"

#include "base/try.hpp"
#include "cache/runtime_cache.hpp"

namespace openbeid::token {

namespace {

/// An ATR that answered as an eID before is treated as the one that other cards share: our own
/// session then makes the reader look used by another program to the next process.
card::AtrKind kind_of(ByteView atr, const Surroundings& surroundings)
{
    const auto kind = card::classify_atr(atr);
    const bool is_remembered = kind == card::AtrKind::unknown &&
                               surroundings.runtime_cache != nullptr &&
                               surroundings.runtime_cache->knows_atr(atr);
    return is_remembered ? card::AtrKind::platform : kind;
}

} // namespace

Result<Recognised> recognise(const Surroundings& surroundings,
                             const transport::ReaderStatus& status,
                             const Asking& asking)
{
    const Error stranger{.code = Errc::not_recognized, .where = "ATR"};
    // Another program may have selected another application; asked again when it is done.
    const Error busy{.code = Errc::reader_busy, .where = "recognition"};
    const auto kind = kind_of(status.atr, surroundings);
    const bool is_alone = !status.in_use && !status.exclusive;
    const bool was_selected = asking.applet_was_selected != nullptr && *asking.applet_was_selected;
    const bool may_select_applet = !was_selected && is_alone;
    if (kind == card::AtrKind::unknown && (!asking.probe || was_selected)) {
        return stranger;
    }
    if (kind == card::AtrKind::unknown && !is_alone) {
        return busy;
    }
    OPENBEID_TRY(const auto connection, surroundings.readers.connect(status.name));
    OPENBEID_TRY(const auto transaction, connection->begin(asking.patience));
    auto data = card::recognise(*transaction, kind, may_select_applet, asking.applet_was_selected);
    if (!data) {
        const auto& error = data.error();
        if (error.code == Errc::io && is_alone && kind != card::AtrKind::unknown) {
            // It may be mute until it is reset (card reference §5.15, 6581). Nobody else uses it.
            transaction->reset_at_end();
        }
        const bool is_open =
            error.code == Errc::not_recognized && !may_select_applet && !was_selected;
        return is_open ? busy : error;
    }
    if (kind == card::AtrKind::unknown && surroundings.runtime_cache != nullptr) {
        surroundings.runtime_cache->remember_atr(status.atr);
    }
    data->atr = status.atr;
    return Recognised{.card = *std::move(data), .pin_pad = connection->pin_pad()};
}

} // namespace openbeid::token
