// SPDX-License-Identifier: Apache-2.0
#include "module/run.hpp"

#include "functions.hpp"
#include "fuzz.hpp"
#include "module/reader_stack.hpp"

#include <cstdlib>

namespace openbeid::fuzz {

namespace {

/// Nobody's settings and folders, and no screen for a window.
void set_environment(const Input& input)
{
    // NOLINTBEGIN(concurrency-mt-unsafe): no other thread runs
    for (const auto* const name : {"XDG_RUNTIME_DIR",
                                   "DISPLAY",
                                   "WAYLAND_DISPLAY",
                                   "GPG_TTY",
                                   "OPENBEID_LOG",
                                   "OPENBEID_CACHE",
                                   "OPENBEID_PROBE"}) {
        ::unsetenv(name);
    }
    ::setenv("XDG_CONFIG_HOME", "/no/such/folder", 1);
    // Lines are made, and looked at by the sanitizers, but go nowhere unless somebody wants them.
    ::setenv("OPENBEID_LOG", "debug", 1);
    ::setenv("OPENBEID_LOG_FILE", "/dev/null", 0);
    ::setenv("OPENBEID_PIN_ENTRY", module_asks(input) ? "module" : "application", 1);
    // NOLINTEND(concurrency-mt-unsafe)
}

} // namespace

void run_over_hostile_card(const Input& input, const std::function<void()>& program)
{
    set_environment(input);
    reader_stack() = std::make_unique<ReaderStack>(input);
    program();
    static_cast<void>(test::p11().C_Finalize(nullptr));
    require(reader_stack()->open_things() == 0);
    reader_stack().reset();
}

} // namespace openbeid::fuzz
