// SPDX-License-Identifier: Apache-2.0
// The whole module, as a usual program uses it, over a card and readers that do what the input
// says.
#include "fuzz.hpp"
#include "module/caller.hpp"
#include "module/run.hpp"

using namespace openbeid;
using namespace openbeid::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto input = Input::parse({data, size});
    run_over_hostile_card(input, [&] {
        Caller caller{true, module_asks(input)};
        require(caller.initialize() == CKR_OK);
        run_script(caller);
    });
    return 0;
}
