// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.hpp"
#include "base/pin.hpp"
#include "prompt/cancellation.hpp"

#include <openbeid/result.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <utility>

namespace openbeid::pkcs11 {

/// Whose turn it is to have the holder of a card asked: one question at a time, in a window or on
/// the keys of the reader. Only those wait for it who have a question. Any thread.
class QuestionTurn {
public:
    /// Returns when it is our turn, or false once `given_up` is true.
    [[nodiscard]] bool take(const std::function<bool()>& given_up);
    void give_back();
    /// Has everybody who waits look again at what he gave up.
    void wake();

private:
    Mutex mutex_;
    std::condition_variable_any changed_;
    bool taken_ OPENBEID_GUARDED_BY(mutex_){false};
};

/// What a session, in which one call is at work at a time, has the holder of its card asked just
/// now. Other threads may withdraw it. Any thread.
class Question {
public:
    enum class About : std::uint8_t { login, signature };
    enum class Way : std::uint8_t { window, pad };

    explicit Question(QuestionTurn& turn) noexcept : turn_{turn} {}

    /// From its making to its end it is this session's turn.
    class Standing {
    public:
        explicit Standing(Question& question) noexcept : question_{&question} {}
        Standing(Standing&& other) noexcept : question_{std::exchange(other.question_, nullptr)} {}
        Standing& operator=(Standing&&) = delete;
        Standing(const Standing&) = delete;
        Standing& operator=(const Standing&) = delete;
        ~Standing();

    private:
        Question* question_;
    };
    /// Waits for other sessions' questions. Fails: cancelled (withdrawn meanwhile).
    [[nodiscard]] Result<Standing> raise(About about, Way way);

    /// Puts the question that stands in a window. Fails: cancelled (withdrawn), prompt_failed, and
    /// as `ask`.
    [[nodiscard]] Result<Pin>
    in_window(const std::function<Result<Pin>(const PromptCancellation&)>& ask);

    /**
     * True if no question stands, or the one that does is withdrawn and ends at once. Nothing takes
     * the keys of a reader away from its user (PC/SC part 10).
     * @param of_signature  withdraw a question about a signature; one about a login belongs to no
     *                   operation
     */
    [[nodiscard]] bool withdraw(bool of_signature);

    /// Withdraws what can be withdrawn, and lets no question stand any more.
    void end();

private:
    class OpenWindow;

    [[nodiscard]] bool given_up() const;
    void settle();

    QuestionTurn& turn_;
    mutable Mutex mutex_;
    bool ended_ OPENBEID_GUARDED_BY(mutex_){false};
    bool raised_ OPENBEID_GUARDED_BY(mutex_){false};
    bool withdrawn_ OPENBEID_GUARDED_BY(mutex_){false}; ///< the one that was raised
    bool has_turn_ OPENBEID_GUARDED_BY(mutex_){false};
    About about_ OPENBEID_GUARDED_BY(mutex_){About::login};
    Way way_ OPENBEID_GUARDED_BY(mutex_){Way::window};
    PromptCancellation* window_ OPENBEID_GUARDED_BY(mutex_){nullptr};
};

} // namespace openbeid::pkcs11
