// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"

#include "environment.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

namespace openbeid::conformance {

namespace {

constexpr char separator = '\x1F';

std::vector<std::string> split(const std::string& line)
{
    std::vector<std::string> fields(1);
    for (const char c : line) {
        if (c == separator) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

void take_line(ChildEnd& end, const std::string& line, const OnResult& on_result)
{
    const auto fields = split(line);
    if (fields.size() == 2 && fields[0] == "start") {
        end.last_started = std::stoul(fields[1]);
        end.started_any = true;
    } else if (fields.size() == 2) {
        end.notes[fields[0]] = fields[1];
    } else if (fields.size() == 7) {
        Result result;
        result.id = fields[1];
        result.instance = fields[2];
        result.expected = fields[3];
        result.got = fields[4];
        result.reason = fields[5];
        result.verdict = static_cast<Verdict>(std::stoi(fields[6]));
        if (on_result) {
            on_result(result);
        } else {
            end.results.push_back(result);
        }
    }
}

/// False when the child was silent for too long.
bool collect(int descriptor, unsigned seconds, ChildEnd& end, const OnResult& on_result)
{
    std::string pending;
    std::array<char, 4096> buffer{};
    for (;;) {
        pollfd ready{descriptor, POLLIN, 0};
        if (poll(&ready, 1, static_cast<int>(seconds * 1000)) == 0) {
            return false;
        }
        const auto got = read(descriptor, buffer.data(), buffer.size());
        if (got <= 0) {
            return true;
        }
        pending.append(buffer.data(), static_cast<std::size_t>(got));
        for (auto at = pending.find('\n'); at != std::string::npos; at = pending.find('\n')) {
            take_line(end, pending.substr(0, at), on_result);
            pending.erase(0, at + 1);
        }
    }
}

[[noreturn]] void be_child(int descriptor, const std::function<void(ChildChannel&)>& body)
{
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    ChildChannel channel{descriptor};
    body(channel);
    _exit(0);
}

} // namespace

void ChildChannel::line(const std::string& text) const
{
    const std::string out = text + '\n';
    static_cast<void>(!write(descriptor_, out.data(), out.size()));
}

void ChildChannel::starting(std::size_t index) const
{
    line(std::string{"start"} + separator + std::to_string(index));
}

void ChildChannel::result(const Result& result) const
{
    std::string text = "result";
    for (const auto& field :
         {result.id, result.instance, result.expected, result.got, result.reason}) {
        text += separator + field;
    }
    line(text + separator + std::to_string(static_cast<int>(result.verdict)));
}

void ChildChannel::note(const std::string& key, const std::string& value) const
{
    line(key + separator + value);
}

ChildEnd run_in_child(const std::function<void(ChildChannel&)>& body,
                      unsigned seconds,
                      const OnResult& on_result)
{
    ChildEnd end;
    std::fflush(stdout);
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) {
        end.how = "no pipe";
        return end;
    }
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        be_child(ends[1], body);
    }
    close(ends[1]);
    const bool in_time = child > 0 && collect(ends[0], seconds, end, on_result);
    close(ends[0]);
    if (child <= 0) {
        end.how = "no child process";
        return end;
    }
    if (!in_time) {
        kill(child, SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    end.normal = in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!in_time) {
        end.how = "no answer for " + std::to_string(seconds) + " s";
    } else if (WIFSIGNALED(status)) {
        end.how = "signal " + std::to_string(WTERMSIG(status));
    } else {
        end.how = "exit status " + std::to_string(WEXITSTATUS(status));
    }
    return end;
}

void run_steps(Environment& env,
               std::size_t count,
               const std::function<void(std::size_t)>& step,
               const std::function<void(std::size_t, const std::string& how)>& died)
{
    constexpr unsigned patience = 600; // seconds: a busy computer takes minutes to hash 4 GiB
    std::size_t from = 0;
    while (from < count) {
        const auto body = [&](const ChildChannel& channel) {
            env.report.redirect(&channel);
            for (std::size_t i = from; i < count; ++i) {
                channel.starting(i);
                step(i);
            }
        };
        const auto end =
            run_in_child(body, patience, [&](const Result& result) { env.report.add(result); });
        env.take_notes(end.notes);
        if (end.normal) {
            return;
        }
        const std::size_t last = end.started_any ? end.last_started : from;
        died(last, end.how);
        from = last + 1;
    }
}

} // namespace openbeid::conformance
