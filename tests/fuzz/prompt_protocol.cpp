// SPDX-License-Identifier: Apache-2.0
// What passes between the module and openbeid-pin-prompt, and what either shows of its input. The
// first byte says what the rest is.
#include "fuzz.hpp"
#include "prompt/protocol.hpp"

#include <algorithm>
#include <string>

using namespace openbeid;

namespace {

bool is_printable(const std::string& text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

void check_request(ByteView bytes)
{
    const auto request = prompt::decode_request(bytes);
    if (!request) {
        return;
    }
    fuzz::require(is_printable(request->prompt.program) && is_printable(request->pinentry));
    fuzz::require(request->prompt.program.size() <= prompt::max_program_size);
    fuzz::require(request->pinentry.size() <= prompt::max_path_size);
    // encode() makes it, behind two bytes of length.
    const auto again = prompt::encode(*request);
    fuzz::require(again && std::ranges::equal(ByteView{*again}.subspan(2), bytes));
}

void check_reply(ByteView bytes)
{
    const auto reply = prompt::decode_reply(bytes);
    if (!reply) {
        return;
    }
    fuzz::require(bytes.size() <= prompt::max_reply_size);
    fuzz::require(reply->body.size() + prompt::reply_header_size == bytes.size());
    const bool has_body =
        reply->status == prompt::Status::pin || reply->status == prompt::Status::failed;
    fuzz::require(has_body != reply->body.empty());
}

void check_texts(ByteView bytes)
{
    const std::string text(bytes.begin(), bytes.end());
    const auto shown = prompt::printable_program(text);
    fuzz::require(is_printable(shown) && shown.size() <= prompt::max_program_size);
    fuzz::require(shown.find_first_of("<>&") == std::string::npos);
    fuzz::require(prompt::language_of(text).size() == 2);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const ByteView rest = ByteView{data, size}.subspan(1);
    switch (data[0] % 3) {
    case 0: check_request(rest); break;
    case 1: check_reply(rest); break;
    default: check_texts(rest); break;
    }
    return 0;
}
