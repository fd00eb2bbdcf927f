// SPDX-License-Identifier: Apache-2.0
#include "hardening.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace openbeid::pin_prompt {

void harden_process() noexcept
{
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &none);      // pinentry inherits it
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); // NOLINT(*-vararg): Linux
    // Not MCL_FUTURE: what exceeds the limit later could then not be allocated at all.
    ::mlockall(MCL_CURRENT);
}

} // namespace openbeid::pin_prompt
