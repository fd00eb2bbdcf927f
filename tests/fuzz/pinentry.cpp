// SPDX-License-Identifier: Apache-2.0
// The dialogue of openbeid-pin-prompt with a pinentry that says what the input says. Its first byte
// is what the PIN is for.
#include "dialogue.hpp"
#include "fuzz.hpp"

#include <assuan.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

using namespace openbeid;

namespace {

ByteView answers; // NOLINT(*-avoid-non-const-global-variables): of the pinentry that starts

} // namespace

/// In place of libassuan's: no program is started; its answers wait in a socket.
extern "C" gpg_error_t assuan_pipe_connect(assuan_context_t context,
                                           const char* /*name*/,
                                           const char** /*arguments*/,
                                           assuan_fd_t* /*keep*/,
                                           void (* /*before_exec*/)(void*, int),
                                           void* /*value*/,
                                           unsigned /*flags*/)
{
    std::array<int, 2> ends{-1, -1};
    fuzz::require(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    const int room = 1 << 20; // questions that nobody reads must not block
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    ::setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    const auto sent = ::send(ends[1], answers.data(), answers.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    static_cast<void>(sent); // all of it, or as much as a socket holds
    ::shutdown(ends[1], SHUT_WR);
    static int peer = -1;
    ::close(std::exchange(peer, ends[1])); // stays open for what is asked
    return assuan_socket_connect_fd(context, ends[0], 0);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t max_size = 64 * 1024;
    static const auto store = SecretStore::create();
    if (size == 0) {
        return 0;
    }
    answers = ByteView{data, std::min(size, max_size)}.subspan(1);
    const auto purpose = static_cast<PromptPurpose>(1 + data[0] % 4);
    const prompt::HelperRequest request{
        .prompt = {.program = "program", .purpose = purpose, .language = "en"},
        .pinentry = "/bin/sh"}; // something that could be run
    const auto outcome = pin_prompt::ask_user(request, *store);
    fuzz::require((outcome.status == prompt::Status::pin) == outcome.pin.has_value());
    if (outcome.pin) {
        const auto digits = outcome.pin->view();
        fuzz::require(digits.size() >= Pin::min_size && digits.size() <= Pin::max_size);
        fuzz::require(
            std::all_of(digits.begin(), digits.end(), [](auto c) { return c >= '0' && c <= '9'; }));
    }
    return 0;
}
