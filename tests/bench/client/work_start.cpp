// SPDX-License-Identifier: Apache-2.0
#include "meter.hpp"
#include "nss.hpp"
#include "work.hpp"

namespace openbeid::bench {

void print_name(const Setting& setting)
{
    const Program program{setting.module};
    program.initialize();
    tell_name(program);
    program.finalize();
}

void load(const Setting& setting)
{
    Meter meter;
    meter.begin();
    const Program program{setting.module};
    program.initialize();
    program.finalize();
    meter.end();
}

void start_browser_only(const Setting& setting)
{
    Meter meter;
    meter.begin();
    const Program program{setting.module};
    static_cast<void>(start_browser(program, setting.readers.front()));
    meter.end();
    program.finalize();
}

void list_certificates(const Setting& setting)
{
    Meter meter;
    meter.begin();
    const Program program{setting.module};
    program.initialize();
    const Session session{program, program.slot_of(setting.readers.front())};
    const auto count = read_certificates(session);
    meter.end();
    Meter::tell("objects", count);
    program.finalize();
    if (count == 0) {
        throw std::runtime_error{"there are no certificates before the login"};
    }
}

} // namespace openbeid::bench
