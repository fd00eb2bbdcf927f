// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace openbeid::test {

Holdings Holdings::of(pid_t process)
{
    const auto folder = "/proc/" + std::to_string(process);
    Holdings found;
    for ([[maybe_unused]] const auto& descriptor :
         std::filesystem::directory_iterator{folder + "/fd"}) {
        ++found.descriptors;
    }
    std::ifstream status{folder + "/status"};
    for (std::string word; status >> word;) {
        if (word == "Threads:") {
            status >> found.threads;
        } else if (word == "VmRSS:") {
            status >> found.resident;
        }
    }
    return found;
}

Holdings Holdings::of_this_process()
{
    return of(::getpid());
}

Holdings Holdings::of_pcscd()
{
    pid_t process = 0;
    if (!(std::ifstream{"/run/pcscd/pcscd.pid"} >> process)) {
        throw std::runtime_error{"no pcscd"};
    }
    return of(process);
}

} // namespace openbeid::test
