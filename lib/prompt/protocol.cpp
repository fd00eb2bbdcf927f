// SPDX-License-Identifier: Apache-2.0
#include "prompt/protocol.hpp"

#include "base/byte_reader.hpp"
#include "base/pin.hpp"

namespace openbeid::prompt {

namespace {

constexpr std::uint8_t tries_unknown = 0xFF;
constexpr std::size_t language_size = 2;
constexpr auto max_time_out = std::chrono::seconds{3600};

static_assert(max_reply_size == reply_header_size + Pin::max_size);

void put(Bytes& out, std::size_t number)
{
    out.push_back(static_cast<std::uint8_t>(number >> 8U));
    out.push_back(static_cast<std::uint8_t>(number & 0xFFU));
}

void put(Bytes& out, const std::string& text)
{
    put(out, text.size());
    out.insert(out.end(), text.begin(), text.end());
}

/// Text from the other side: printable ASCII only, because it goes into a line-based protocol.
std::optional<std::string> take_text(ByteReader& in, std::size_t size)
{
    const auto bytes = in.take(size);
    if (!bytes) {
        return std::nullopt;
    }
    for (const auto byte : *bytes) {
        if (byte < ' ' || byte > '~') {
            return std::nullopt;
        }
    }
    return std::string{bytes->begin(), bytes->end()};
}

std::optional<std::string> take_counted_text(ByteReader& in, std::size_t max_size)
{
    const auto size = in.u16();
    return size && *size <= max_size ? take_text(in, *size) : std::nullopt;
}

bool is_key(std::uint8_t value)
{
    return value == static_cast<std::uint8_t>(PromptKey::authentication) ||
           value == static_cast<std::uint8_t>(PromptKey::signature);
}

bool is_purpose(std::uint8_t value)
{
    return value >= static_cast<std::uint8_t>(PromptPurpose::login) &&
           value <= static_cast<std::uint8_t>(PromptPurpose::new_pin);
}

bool is_time_out(std::chrono::seconds value)
{
    return value >= std::chrono::seconds{1} && value <= max_time_out;
}

} // namespace

std::optional<Bytes> encode(const HelperRequest& request)
{
    const auto& prompt = request.prompt;
    Bytes body{protocol_version,
               static_cast<std::uint8_t>(prompt.key),
               static_cast<std::uint8_t>(prompt.purpose),
               prompt.tries_left.value_or(tries_unknown)};
    put(body, static_cast<std::size_t>(prompt.time_out.count()));
    body.insert(body.end(), prompt.language.begin(), prompt.language.end());
    put(body, prompt.program);
    put(body, request.pinentry);
    if (!is_time_out(prompt.time_out) || body.size() > max_request_size || !decode_request(body)) {
        return std::nullopt; // the caller learns here what the helper would refuse
    }
    Bytes framed;
    put(framed, body.size());
    framed.insert(framed.end(), body.begin(), body.end());
    return framed;
}

std::optional<HelperRequest> decode_request(ByteView bytes)
{
    ByteReader in{bytes};
    const auto version = in.u8();
    const auto key = in.u8();
    const auto purpose = in.u8();
    const auto tries = in.u8();
    const auto time_out = in.u16();
    auto language = take_text(in, language_size);
    auto program = take_counted_text(in, max_program_size);
    auto pinentry = take_counted_text(in, max_path_size);
    if (!version || !key || !purpose || !tries || !time_out || !language || !program || !pinentry ||
        in.remaining() != 0) {
        return std::nullopt;
    }
    const std::chrono::seconds seconds{*time_out};
    if (*version != protocol_version || !is_key(*key) || !is_purpose(*purpose) ||
        !is_time_out(seconds)) {
        return std::nullopt;
    }
    HelperRequest request;
    request.prompt.key = PromptKey{*key};
    request.prompt.purpose = PromptPurpose{*purpose};
    if (*tries != tries_unknown) {
        request.prompt.tries_left = *tries;
    }
    request.prompt.time_out = seconds;
    request.prompt.language = std::move(*language);
    request.prompt.program = std::move(*program);
    request.pinentry = std::move(*pinentry);
    return request;
}

std::optional<Reply> decode_reply(ByteView bytes) noexcept
{
    ByteReader in{bytes};
    const auto status = in.u8();
    const auto size = in.u8();
    if (!status || !size || *size != in.remaining() || Status{*status} < Status::pin ||
        Status{*status} > Status::bad_request) {
        return std::nullopt;
    }
    const Reply reply{.status = Status{*status}, .body = in.rest()};
    switch (reply.status) {
    case Status::pin:
        return *size >= Pin::min_size && *size <= Pin::max_size ? std::optional{reply}
                                                                : std::nullopt;
    case Status::failed: return *size == failure_size ? std::optional{reply} : std::nullopt;
    case Status::cancelled:
    case Status::timed_out:
    case Status::malformed:
    case Status::no_pinentry:
    case Status::bad_request: break;
    }
    return *size == 0 ? std::optional{reply} : std::nullopt;
}

} // namespace openbeid::prompt
