// SPDX-License-Identifier: Apache-2.0
#include "base/user_trust.hpp"

#include <sys/auxv.h>
#include <unistd.h>

#include <cstdlib>

namespace openbeid {

bool user_is_trusted() noexcept
{
    return ::getauxval(AT_SECURE) == 0 && ::getuid() == ::geteuid() && ::getgid() == ::getegid();
}

const char* trusted_variable(const char* name) noexcept
{
    return user_is_trusted() ? std::getenv(name) : nullptr;
}

} // namespace openbeid
