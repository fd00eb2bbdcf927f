// SPDX-License-Identifier: Apache-2.0
// Started with more rights than its user has, it makes its user the one of these rights: only the
// kernel's mark on the process (AT_SECURE) still tells how it began. Prints what the library
// thinks.
#include "base/user_trust.hpp"

#include <sys/auxv.h>
#include <unistd.h>

#include <cstdio>

int main()
{
    const auto user = ::geteuid();
    const auto group = ::getegid();
    if (::setresgid(group, group, group) != 0 || ::setresuid(user, user, user) != 0) {
        std::puts("can't change its user");
        return 1;
    }
    const bool obeys = openbeid::trusted_variable("OPENBEID_TEST") != nullptr;
    std::printf("%s %s %s\n",
                ::getauxval(AT_SECURE) != 0 ? "secure" : "ordinary",
                openbeid::user_is_trusted() ? "trusted" : "untrusted",
                obeys ? "obeys" : "ignores");
    return 0;
}
