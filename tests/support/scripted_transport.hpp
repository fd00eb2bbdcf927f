// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/transport.hpp"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace openbeid::test {

/// The bytes that `text` spells in hexadecimal; throws if it does not.
[[nodiscard]] Bytes hex(std::string_view text);

/// `count` times the same byte, as hexadecimal text.
[[nodiscard]] std::string repeated(std::uint8_t byte, std::size_t count);

/// One thing that the tested code is expected to do, and what it gets back.
struct Step {
    /// @param what    a command in hexadecimal, or a word such as "begin"
    /// @param answer  in hexadecimal, status word included
    Step(std::string_view what, std::string_view answer);
    Step(std::string_view what, Errc failure);

    std::string expected;
    Result<Bytes> answer;
};

/// A sequence of steps. Fails the test at the first difference, and at the end of its life if steps
/// are left over. After a difference everything fails with card_removed, so that nothing loops.
class Script {
public:
    Script(std::initializer_list<Step> steps);
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;
    ~Script();

    /// More steps, for a test that goes on.
    void append(std::initializer_list<Step> steps);

    [[nodiscard]] Result<Bytes> play(std::string_view what);

    /// Whether all steps were played, without a difference.
    [[nodiscard]] bool complete() const noexcept { return !differs_ && next_ == steps_.size(); }

private:
    std::vector<Step> steps_;
    std::size_t next_{0};
    bool differs_{false};
};

/// A card that knows one conversation by heart. reset_at_end() is the step "reset at end", what
/// goes through a PIN pad is "verify on pad " or "change on pad " and the command in hexadecimal.
class ScriptedTransport : public transport::Transaction {
public:
    ScriptedTransport(std::initializer_list<Step> steps)
        : own_{std::make_unique<Script>(steps)}, script_{*own_}
    {
    }
    /// @param script  outlives this
    explicit ScriptedTransport(Script& script) : script_{script} {}

    [[nodiscard]] Result<std::size_t> transmit(ByteView command,
                                               std::span<std::uint8_t> response) override;
    [[nodiscard]] Result<std::size_t> enter_on_pad(transport::PinEntry entry,
                                                   ByteView command,
                                                   std::span<std::uint8_t> response) override;
    void reset_at_end() noexcept override;

private:
    [[nodiscard]] Result<std::size_t> play(std::string_view what, std::span<std::uint8_t> response);

    std::unique_ptr<Script> own_;
    Script& script_;
};

} // namespace openbeid::test
