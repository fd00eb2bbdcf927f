// SPDX-License-Identifier: Apache-2.0
#include "token/recognise.hpp"

#include "base/try.hpp"

namespace openbeid::token {

Result<card::CardData> recognise(transport::ReaderService& readers,
                                 const transport::ReaderStatus& status,
                                 std::chrono::milliseconds patience,
                                 bool may_select_applet)
{
    const auto kind = card::classify_atr(status.atr);
    const bool alone = !status.in_use && !status.exclusive;
    const bool may_select = may_select_applet && alone;
    if (kind == card::AtrKind::unknown && !may_select) {
        const auto code = alone ? Errc::not_recognized : Errc::reader_busy;
        return Error{.code = code, .where = "ATR"};
    }
    OPENBEID_TRY(const auto connection, readers.connect(status.name));
    OPENBEID_TRY(const auto transaction, connection->begin(patience));
    auto data = card::recognise(*transaction, kind, may_select);
    if (data) {
        data->atr = status.atr;
    }
    return data;
}

} // namespace openbeid::token
