// SPDX-License-Identifier: Apache-2.0
#include "prompt/cancellation.hpp"

#include "base/log.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <cerrno>

namespace openbeid {

Result<PromptCancellation> PromptCancellation::create()
{
    prompt::Descriptor event{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!event.valid()) {
        log::error("no descriptor to cancel a PIN prompt with (errno {})", errno);
        return Error{.code = Errc::prompt_failed, .where = "eventfd"};
    }
    return PromptCancellation{std::move(event)};
}

void PromptCancellation::cancel() noexcept
{
    const int saved = errno;
    ::eventfd_write(event_.get(), 1); // fails only when it is cancelled 2^64 - 2 times over
    errno = saved;
}

bool PromptCancellation::cancelled() const noexcept
{
    pollfd event{.fd = event_.get(), .events = POLLIN, .revents = 0};
    return ::poll(&event, 1, 0) == 1;
}

} // namespace openbeid
