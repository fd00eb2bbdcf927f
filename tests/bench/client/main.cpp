// SPDX-License-Identifier: Apache-2.0
// The program that openbeid-bench runs for each scenario. It links no library that a module needs,
// so that their weight is the module's.
#include "meter.hpp"
#include "program.hpp"
#include "work.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <span>

using namespace openbeid::bench;

namespace {

const std::map<std::string, Work>& all_work()
{
    static const std::map<std::string, Work> table{
        {"name", print_name},
        {"load", load},
        {"browser-start", start_browser_only},
        {"certificates", list_certificates},
        {"login", log_in_as_browser},
        {"ten-signatures", sign_ten_times},
        {"legal-signature", sign_legally},
        {"two-readers", use_two_readers},
        {"surname", read_surname},
        {"data-without-photo", read_data_without_photo},
        {"data", read_all_data},
        {"idle", stay_idle},
        {"polls", poll_token},
        {"foreign-polls", poll_foreign_card},
    };
    return table;
}

int run(Work work, const Setting& setting)
{
    try {
        work(setting);
        return EXIT_SUCCESS;
    } catch (const Refusal& refusal) {
        Meter::fail(refusal.step(), refusal.what());
    } catch (const std::exception& error) {
        Meter::fail("scenario", error.what());
    }
    return EXIT_FAILURE;
}

} // namespace

Work openbeid::bench::find_work(const std::string& name)
{
    const auto found = all_work().find(name);
    return found != all_work().end() ? found->second : nullptr;
}

int main(int argc, char** argv)
{
    constexpr std::size_t fixed = 5;
    const std::span<char*> arguments{argv, static_cast<std::size_t>(argc)};
    const auto work = arguments.size() < fixed ? nullptr : find_work(arguments[1]);
    if (work == nullptr) {
        std::cerr << "usage: openbeid-bench-module WORK MODULE POLLS IDLE-MS [READER...]\n"
                     "openbeid-bench runs this.\n";
        return 2;
    }
    Setting setting{.module = arguments[2], .readers = {}};
    setting.polls = static_cast<unsigned>(std::stoul(arguments[3]));
    setting.idle_ms = static_cast<unsigned>(std::stoul(arguments[4]));
    const auto readers = arguments.subspan(fixed);
    setting.readers.assign(readers.begin(), readers.end());
    return run(work, setting);
}
