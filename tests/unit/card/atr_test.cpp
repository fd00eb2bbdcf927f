// SPDX-License-Identifier: Apache-2.0
#include "card/recognition.hpp"
#include "data.hpp"

using namespace openbeid;
using card::AtrKind;
using card::classify_atr;
using test::hex;
namespace data = card::data;

TEST_CASE("the ATRs of all generations before 1.8 are known by their mark", "[card][atr]")
{
    const auto* const atr =
        GENERATE(data::atr_a, data::atr_b, data::atr_c, data::atr_d, data::atr_e, data::atr_f);
    CHECK(classify_atr(hex(atr)) == AtrKind::belpic);
}

TEST_CASE("an ATR that was never seen but has the mark is one of ours", "[card][atr]")
{
    CHECK(classify_atr(hex("3B 98 99 40 0A A5 09 02 02 02 AD 13 30")) == AtrKind::belpic);
    CHECK(classify_atr(hex("3B 02 AD 13")) == AtrKind::belpic);
}

TEST_CASE("the ATR of 1.8 is known to be shared with other cards", "[card][atr]")
{
    CHECK(classify_atr(hex(data::atr_g)) == AtrKind::platform);
}

TEST_CASE("any other ATR is a stranger's", "[card][atr]")
{
    auto almost = hex(data::atr_g);
    for (const auto place : {0U, 10U, 19U}) {
        auto changed = almost;
        changed[place] ^= 0x01U;
        CHECK(classify_atr(changed) == AtrKind::unknown);
    }
    auto longer = almost;
    longer.push_back(0x00);
    CHECK(classify_atr(longer) == AtrKind::unknown);
    almost.pop_back();
    CHECK(classify_atr(almost) == AtrKind::unknown);

    CHECK(classify_atr({}) == AtrKind::unknown);
    CHECK(classify_atr(hex("AD")) == AtrKind::unknown);
    CHECK(classify_atr(hex("3B 13 AD")) == AtrKind::unknown);
    CHECK(classify_atr(hex("3B 0A D1 3F")) == AtrKind::unknown); // the mark only by half bytes
}
