// SPDX-License-Identifier: Apache-2.0
#include "pinentry.hpp"

#include "lifeline.hpp"
#include "locked_memory.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <span>
#include <string_view>

namespace openbeid::pin_prompt {

namespace {

/// Data lines that one answer may have; a pinentry that goes on for ever is broken.
constexpr unsigned max_data_lines = 16;

struct Answer {
    Entry* entry{nullptr};
    unsigned lines{0};
};

gpg_error_t take_data(void* answer_pointer, const void* data, std::size_t size)
{
    auto& answer = *static_cast<Answer*>(answer_pointer);
    auto& entry = *answer.entry;
    const std::span bytes{static_cast<const std::uint8_t*>(data), size};
    const auto fitting = std::min(size, SecretSlot::capacity - entry.size);
    std::copy_n(bytes.begin(), fitting, entry.slot.bytes().subspan(entry.size).begin());
    entry.size += fitting;
    entry.cut = entry.cut || fitting < size;
    return ++answer.lines > max_data_lines ? gpg_error(GPG_ERR_TOO_LARGE) : 0;
}

/// In the child that becomes pinentry.
void before_exec(void* parent, int /*reserved*/)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); // NOLINT(*-vararg): Linux
    if (::getppid() != *static_cast<const pid_t*>(parent)) {
        ::_exit(1); // the parent died before that
    }
}

/// As Assuan wants arguments: one line of UTF-8.
std::string escaped(const std::string& text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string line;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < ' ' || c == '%' || byte == 0x7F) {
            line += '%';
            line += digits[byte >> 4U];
            line += digits[byte & 0x0FU];
        } else {
            line += c;
        }
    }
    return line;
}

} // namespace

Pinentry::~Pinentry()
{
    assuan_release(context_); // closes the pipes and wipes the lines
    end_pinentry();
}

gpg_error_t Pinentry::open(const std::string& path)
{
    if (const auto error =
            assuan_new_ext(&context_, GPG_ERR_SOURCE_DEFAULT, locked_memory(), nullptr, nullptr)) {
        return error;
    }
    assuan_set_flag(context_, ASSUAN_NO_LOGGING, 1);
    assuan_set_flag(context_, ASSUAN_NO_WAITPID, 1); // it might wait for ever: end_pinentry()
    std::array<const char*, 2> arguments{path.c_str(), nullptr};
    assuan_fd_t no_more = ASSUAN_INVALID_FD;
    pid_t parent = ::getpid();
    const auto error = assuan_pipe_connect(
        context_, path.c_str(), arguments.data(), &no_more, before_exec, &parent, 0);
    set_pinentry(assuan_get_pid(context_));
    return error;
}

gpg_error_t Pinentry::set(const std::string& command, const std::string& text)
{
    const auto line = command + ' ' + escaped(text);
    return assuan_transact(
        context_, line.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
}

void Pinentry::suggest(const std::string& command, const std::string& text)
{
    static_cast<void>(set(command, text));
}

gpg_error_t Pinentry::get_pin(Entry& entry)
{
    wipe(entry.slot.bytes());
    entry.size = 0;
    entry.cut = false;
    Answer answer{.entry = &entry};
    assuan_begin_confidential(context_);
    const auto error =
        assuan_transact(context_, "GETPIN", take_data, &answer, nullptr, nullptr, nullptr, nullptr);
    assuan_end_confidential(context_);
    return error;
}

} // namespace openbeid::pin_prompt
