// SPDX-License-Identifier: Apache-2.0
#include "pcsc/context.hpp"

#include "pcsc/status.hpp"

#include <utility>

namespace openbeid::pcsc {

Result<Context> Context::establish()
{
    SCARDCONTEXT handle{};
    const LONG status = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &handle);
    if (status != SCARD_S_SUCCESS) {
        return error_of(status, Call::service, "SCardEstablishContext");
    }
    return Context{handle};
}

Context::Context(Context&& other) noexcept
    : handle_{other.handle_}, owned_{std::exchange(other.owned_, false)}
{
}

Context::~Context()
{
    if (owned_) {
        // Frees our side even if pcscd can't be told any more; there is nothing else to do.
        static_cast<void>(SCardReleaseContext(handle_));
    }
}

} // namespace openbeid::pcsc
