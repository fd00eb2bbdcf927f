// SPDX-License-Identifier: Apache-2.0
#include "support/scripted_transport.hpp"

#include "base/hex.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <stdexcept>

namespace openbeid::test {

namespace {

/// Commands without white space, words as they are.
std::string normal_form(std::string_view what)
{
    const auto bytes = from_hex(what);
    return bytes ? to_hex(*bytes) : std::string{what};
}

} // namespace

Bytes hex(std::string_view text)
{
    auto bytes = from_hex(text);
    if (!bytes) {
        throw std::invalid_argument{"not hexadecimal: " + std::string{text}};
    }
    return *std::move(bytes);
}

std::string repeated(std::uint8_t byte, std::size_t count)
{
    return to_hex(Bytes(count, byte));
}

Step::Step(std::string_view what, std::string_view reply)
    : expected{normal_form(what)}, answer{hex(reply)}
{
}

Step::Step(std::string_view what, Errc failure)
    : expected{normal_form(what)}, answer{Error{.code = failure, .where = "script"}}
{
}

Script::Script(std::initializer_list<Step> steps) : steps_{steps} {}

Script::~Script()
{
    if (!differs_ && next_ < steps_.size()) {
        FAIL_CHECK("the script stopped before step " << next_ + 1 << " of " << steps_.size() << ": "
                                                     << steps_[next_].expected);
    }
}

void Script::append(std::initializer_list<Step> steps)
{
    steps_.insert(steps_.end(), steps);
}

Result<Bytes> Script::play(std::string_view what)
{
    const Error over{.code = Errc::card_removed, .where = "script"};
    if (differs_) {
        return over;
    }
    if (next_ == steps_.size()) {
        differs_ = true;
        FAIL_CHECK("after the last of " << steps_.size() << " steps\n  met " << what);
        return over;
    }
    const auto& step = steps_[next_++];
    if (step.expected != what) {
        differs_ = true;
        FAIL_CHECK("step " << next_ << " of " << steps_.size() << "\n  expected " << step.expected
                           << "\n  met      " << what);
        return over;
    }
    return step.answer;
}

Result<std::size_t> ScriptedTransport::transmit(ByteView command, std::span<std::uint8_t> response)
{
    return play(to_hex(command), response);
}

Result<std::size_t> ScriptedTransport::enter_on_pad(transport::PinEntry entry,
                                                    ByteView command,
                                                    std::span<std::uint8_t> response)
{
    const bool is_verify = entry == transport::PinEntry::verify;
    return play((is_verify ? "verify on pad " : "change on pad ") + to_hex(command), response);
}

Result<std::size_t> ScriptedTransport::play(std::string_view what, std::span<std::uint8_t> response)
{
    const auto answer = script_.play(what);
    if (!answer) {
        return answer.error();
    }
    std::copy_n(answer->begin(), std::min(answer->size(), response.size()), response.begin());
    return answer->size();
}

void ScriptedTransport::reset_at_end() noexcept
{
    static_cast<void>(script_.play("reset at end"));
}

} // namespace openbeid::test
