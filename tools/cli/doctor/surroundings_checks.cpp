// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "doctor/checks.hpp"
#include "files.hpp"

#include <sys/stat.h>

namespace openbeid::cli {

namespace {

/// This program was installed before now. A day is left for clocks in other time zones.
void check_clock(Findings& findings)
{
    struct stat status {};
    if (::stat("/proc/self/exe", &status) != 0) {
        return;
    }
    const std::chrono::sys_seconds installed{std::chrono::seconds{status.st_mtim.tv_sec}};
    if (now() + std::chrono::days{1} < installed) {
        findings.add("clock-wrong", iso_date(now()));
    }
}

void check_proxies(Findings& findings)
{
    for (const char* const name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
        if (!environment(name).empty()) {
            findings.add("proxy-set", name); // its value may hold a password
            return;
        }
    }
}

} // namespace

void check_surroundings(const Options& /*options*/, Findings& findings)
{
    check_clock(findings);
    check_proxies(findings);
}

} // namespace openbeid::cli
