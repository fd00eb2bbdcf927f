// SPDX-License-Identifier: Apache-2.0
// The calls of an input shared out among threads, while another one waits for slot events until the
// module ends.
#include "functions.hpp"
#include "fuzz.hpp"
#include "module/caller.hpp"
#include "module/run.hpp"

#include <array>
#include <thread>

using namespace openbeid;
using namespace openbeid::fuzz;

namespace {

constexpr std::size_t max_calls = 100;
constexpr std::size_t callers = 3;

void call_some(const Input& input, std::size_t which)
{
    Caller caller{false, module_asks(input)};
    caller.open(0, CKF_RW_SESSION);
    std::size_t number = 0;
    for (const auto& record : input.records) {
        if (record.kind >= number_of(Kind::call) && number++ < max_calls &&
            number % callers == which) {
            caller.call(record);
        }
    }
}

void wait_for_events()
{
    CK_RV rv = CKR_OK;
    while (rv == CKR_OK || rv == CKR_DEVICE_ERROR) {
        CK_SLOT_ID slot = 0;
        rv = test::p11().C_WaitForSlotEvent(0, &slot, nullptr);
    }
    require(rv == CKR_CRYPTOKI_NOT_INITIALIZED);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto input = Input::parse({data, size});
    run_over_hostile_card(input, [&] {
        Caller first{false, module_asks(input)};
        require(first.initialize() == CKR_OK);
        first.look_at_slots();
        std::array<std::thread, callers + 1> threads;
        threads[callers] = std::thread{wait_for_events};
        for (std::size_t which = 0; which < callers; ++which) {
            threads.at(which) = std::thread{call_some, std::cref(input), which};
        }
        for (std::size_t which = 0; which < callers; ++which) {
            threads.at(which).join();
        }
        first.finalize();
        threads[callers].join();
    });
    return 0;
}
