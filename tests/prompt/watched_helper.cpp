// SPDX-License-Identifier: Apache-2.0
#include "watched_helper.hpp"

#include "support/memory_scan.hpp"

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace openbeid::test {

namespace {

std::pair<prompt::Descriptor, prompt::Descriptor> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error{"pipe2"};
    }
    return {prompt::Descriptor{ends[0]}, prompt::Descriptor{ends[1]}};
}

/// The next stop or the end; what waitpid(2) tells of it.
int wait_for(pid_t process)
{
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

} // namespace

WatchedHelper::WatchedHelper(const prompt::HelperRequest& request)
{
    auto [input, question] = make_pipe();
    auto [answer, output] = make_pipe();
    const auto bytes = prompt::encode(request);
    if (!bytes || ::write(question.get(), bytes->data(), bytes->size()) !=
                      static_cast<ssize_t>(bytes->size())) {
        throw std::runtime_error{"request"};
    }
    process_ = ::fork();
    if (process_ == 0) {
        if (::dup2(input.get(), STDIN_FILENO) == STDIN_FILENO &&
            ::dup2(output.get(), STDOUT_FILENO) == STDOUT_FILENO &&
            ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0) {
            ::execl(PIN_PROMPT, PIN_PROMPT, nullptr);
        }
        ::_exit(1);
    }
    question_ = std::move(question);
    answer_ = std::move(answer);
    started_ =
        WIFSTOPPED(wait_for(process_)) &&
        ::ptrace(PTRACE_SETOPTIONS, process_, nullptr, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL) == 0;
    if (started_) {
        // Now: later it lets nobody but root open them.
        const auto folder = "/proc/" + std::to_string(process_);
        memory_ = prompt::Descriptor{::open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC)};
        maps_.open(folder + "/maps");
        started_ = memory_.valid() && maps_.is_open();
    }
}

WatchedHelper::~WatchedHelper()
{
    ::kill(process_, SIGKILL);
    ::ptrace(PTRACE_DETACH, process_, nullptr, nullptr);
    wait_for(process_);
}

bool WatchedHelper::run_to_end()
{
    constexpr int at_end = SIGTRAP | PTRACE_EVENT_EXIT << 8;
    for (std::uintptr_t signal = 0;;) {
        ::ptrace(PTRACE_CONT, process_, nullptr, signal);
        const int status = wait_for(process_);
        if (!WIFSTOPPED(status)) {
            return false;
        }
        if (status >> 8 == at_end) {
            return true;
        }
        signal = static_cast<std::uintptr_t>(WSTOPSIG(status));
    }
}

int WatchedHelper::status()
{
    std::uint8_t status = 0;
    return ::read(answer_.get(), &status, 1) == 1 ? status : -1;
}

std::size_t WatchedHelper::copies(const std::string& masked)
{
    maps_.clear();
    maps_.seekg(0);
    return copies_in_memory(masked, memory_.get(), maps_);
}

} // namespace openbeid::test
