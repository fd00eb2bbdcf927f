// SPDX-License-Identifier: Apache-2.0
#include "meter.hpp"

#include "marks.hpp"

#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace openbeid::bench {

namespace {

/// The number behind a name in a file of /proc.
std::uint64_t number_in(const std::filesystem::path& file, std::string_view name)
{
    std::ifstream status{file};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name)) {
            return std::stoull(line.substr(name.size()));
        }
    }
    return 0;
}

std::uint64_t open_descriptors()
{
    const std::filesystem::directory_iterator files{"/proc/self/fd"};
    return static_cast<std::uint64_t>(std::distance(begin(files), end(files)));
}

std::uint64_t loaded_libraries()
{
    std::uint64_t count = 0;
    const auto add = [](dl_phdr_info*, std::size_t, void* counter) {
        ++*static_cast<std::uint64_t*>(counter);
        return 0;
    };
    dl_iterate_phdr(add, &count);
    return count;
}

/// Returns when the bench is ready, which it says with a line.
void synchronize(std::string_view event)
{
    std::cout << event << std::endl;
    std::string line;
    if (!std::getline(std::cin, line)) {
        throw std::runtime_error{"the bench has gone"};
    }
}

std::uint64_t micro(std::chrono::nanoseconds time)
{
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

} // namespace

std::uint64_t wake_ups_of_others()
{
    std::uint64_t sum = 0;
    for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
        if (task.path().filename() != std::to_string(::getpid())) {
            sum += number_in(task.path() / "status", "voluntary_ctxt_switches:") +
                   number_in(task.path() / "status", "nonvoluntary_ctxt_switches:");
        }
    }
    return sum;
}

std::chrono::nanoseconds Meter::cpu_time()
{
    std::timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

Meter::State Meter::look()
{
    return {.descriptors = open_descriptors(),
            .resident_kib = number_in("/proc/self/status", "VmHWM:"),
            .libraries = loaded_libraries(),
            .wake_ups = wake_ups_of_others()};
}

void Meter::begin()
{
    synchronize(begin_event);
    start_ = look();
    start_.time = std::chrono::steady_clock::now();
    start_.cpu = cpu_time();
    static_cast<void>(::access(begin_mark, F_OK));
}

void Meter::end()
{
    static_cast<void>(::access(end_mark, F_OK));
    const auto cpu = cpu_time() - start_.cpu;
    const auto elapsed = std::chrono::steady_clock::now() - start_.time;
    const auto now = look();
    synchronize(end_event);
    tell("cpu_us", micro(cpu));
    tell("elapsed_us", micro(elapsed));
    tell("peak_rss_kib", now.resident_kib);
    tell("rss_before_kib", start_.resident_kib);
    tell("libraries", now.libraries - std::min(start_.libraries, now.libraries));
    tell("new_descriptors", now.descriptors - std::min(start_.descriptors, now.descriptors));
    tell("wake_ups", now.wake_ups - std::min(start_.wake_ups, now.wake_ups));
}

void Meter::tell(std::string_view name, std::uint64_t value)
{
    std::cout << name << ' ' << value << std::endl;
}

void Meter::fail(std::string_view step, std::string_view reason)
{
    std::cout << failure_event << ' ' << step << ": " << reason << std::endl;
}

} // namespace openbeid::bench
