// SPDX-License-Identifier: Apache-2.0
// openbeid-pin-prompt: a request on standard input, a PIN or the reason why there is none on
// standard output (lib/prompt/protocol.hpp). Nothing in its arguments, nothing said elsewhere.
#include "base/byte_reader.hpp"
#include "base/secret.hpp"
#include "dialogue.hpp"
#include "hardening.hpp"
#include "lifeline.hpp"
#include "prompt/protocol.hpp"
#include "texts.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <iostream>

namespace {

using namespace openbeid;
using namespace openbeid::pin_prompt;
using prompt::Status;

bool read_all(std::span<std::uint8_t> into)
{
    while (!into.empty()) {
        const auto count = ::read(STDIN_FILENO, into.data(), into.size());
        if (count > 0) {
            into = into.subspan(static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

std::optional<prompt::HelperRequest> read_request()
{
    std::array<std::uint8_t, 2> length{};
    if (!read_all(length)) {
        return std::nullopt;
    }
    const std::size_t size = ByteReader{length}.u16().value_or(0);
    std::array<std::uint8_t, prompt::max_request_size> bytes{};
    if (size > bytes.size() || !read_all(std::span{bytes}.first(size))) {
        return std::nullopt;
    }
    return prompt::decode_request(std::span{bytes}.first(size));
}

/// Puts the reply into `bytes`; its size.
std::size_t fill(std::span<std::uint8_t> bytes, const Outcome& outcome)
{
    const auto body = bytes.subspan(prompt::reply_header_size);
    std::size_t size = 0;
    if (outcome.status == Status::pin) {
        const auto digits = outcome.pin->view();
        std::copy(digits.begin(), digits.end(), body.begin());
        size = digits.size();
    } else if (outcome.status == Status::failed) {
        for (unsigned shift = 32; shift > 0; shift -= 8) {
            body[size++] = static_cast<std::uint8_t>(outcome.error >> (shift - 8) & 0xFFU);
        }
    }
    bytes[0] = static_cast<std::uint8_t>(outcome.status);
    bytes[1] = static_cast<std::uint8_t>(size);
    return prompt::reply_header_size + size;
}

/// Writes the reply from the secret page. Less than PIPE_BUF, so in one piece.
bool reply(const Outcome& outcome, SecretStore& store)
{
    auto slot = store.acquire();
    if (!slot) {
        return false;
    }
    const auto size = fill(slot->bytes(), outcome);
    return ::write(STDOUT_FILENO, slot->bytes().data(), size) == static_cast<ssize_t>(size);
}

bool serve()
{
    harden_process();
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(*-err33-c): it can't fail for SIGPIPE
    const auto store = SecretStore::create();
    const auto request = read_request();
    if (!request) {
        return reply({.status = Status::bad_request}, *store);
    }
    hold_lifeline(request->prompt.time_out);
    use_language(request->prompt.language);
    return reply(ask_user(*request, *store), *store);
}

} // namespace

int main()
{
    if (::isatty(STDIN_FILENO) != 0) {
        std::cerr << "openbeid-pin-prompt asks for a PIN on behalf of openbeid-pkcs11.so, which "
                     "starts it.\nThere is nothing to do with it by hand.\n";
        return 2;
    }
    const bool served = serve();
    ::_exit(served ? 0 : 1); // nothing is left to do, and no exit handler needs to see this memory
}
