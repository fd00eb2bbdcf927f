// SPDX-License-Identifier: Apache-2.0
// The whole module under a program that calls what the input says, over a card that does so too.
#include "fuzz.hpp"
#include "module/caller.hpp"
#include "module/run.hpp"

using namespace openbeid;
using namespace openbeid::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t max_calls = 200;
    auto input = Input::parse({data, size});
    std::erase_if(input.records, [calls = std::size_t{0}](const Record& record) mutable {
        return record.kind >= number_of(Kind::call) && ++calls > max_calls;
    });
    run_over_hostile_card(input, [&] {
        Caller caller{true, module_asks(input)};
        require(caller.initialize() == CKR_OK);
        caller.look_at_slots();
        caller.open(0, CKF_RW_SESSION);
        for (const auto& record : input.records) {
            if (record.kind >= number_of(Kind::call)) {
                caller.call(record);
            }
        }
    });
    return 0;
}
