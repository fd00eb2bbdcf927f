// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/question.hpp"

#include "base/try.hpp"

namespace openbeid::pkcs11 {

bool QuestionTurn::take(const std::function<bool()>& given_up)
{
    MutexLock lock{mutex_};
    while (taken_ && !given_up()) {
        changed_.wait(mutex_);
    }
    if (given_up()) {
        return false;
    }
    taken_ = true;
    return true;
}

void QuestionTurn::give_back()
{
    const MutexLock lock{mutex_};
    taken_ = false;
    changed_.notify_all();
}

void QuestionTurn::wake()
{
    const MutexLock lock{mutex_}; // so that nobody is between his look and his wait
    changed_.notify_all();
}

Question::Standing::~Standing()
{
    if (question_ != nullptr) {
        question_->settle();
    }
}

/// The window of a question while it is open.
class Question::OpenWindow {
public:
    OpenWindow(Question& question, PromptCancellation& window) : question_{question}
    {
        const MutexLock lock{question_.mutex_};
        if (question_.ended_ || question_.withdrawn_) {
            window.cancel(); // before it is shown
        }
        question_.window_ = &window;
    }
    OpenWindow(const OpenWindow&) = delete;
    OpenWindow& operator=(const OpenWindow&) = delete;
    ~OpenWindow()
    {
        const MutexLock lock{question_.mutex_};
        question_.window_ = nullptr;
    }

private:
    Question& question_;
};

bool Question::given_up() const
{
    const MutexLock lock{mutex_};
    return ended_ || withdrawn_;
}

Result<Question::Standing> Question::raise(About about, Way way)
{
    {
        const MutexLock lock{mutex_};
        raised_ = true;
        about_ = about;
        way_ = way;
    }
    Standing standing{*this};
    if (!turn_.take([this] { return given_up(); })) {
        return Error{.code = Errc::cancelled, .where = "question, by the caller"};
    }
    const MutexLock lock{mutex_};
    has_turn_ = true;
    return standing;
}

void Question::settle()
{
    bool had_turn = false;
    {
        const MutexLock lock{mutex_};
        raised_ = withdrawn_ = false;
        had_turn = std::exchange(has_turn_, false);
    }
    if (had_turn) {
        turn_.give_back();
    }
}

Result<Pin> Question::in_window(const std::function<Result<Pin>(const PromptCancellation&)>& ask)
{
    OPENBEID_TRY(auto window, PromptCancellation::create());
    const OpenWindow shown{*this, window};
    auto pin = ask(window);
    if (given_up()) { // as the user confirmed: a PIN is not used for what the caller gave up
        return Error{.code = Errc::cancelled, .where = "question, by the caller"};
    }
    return pin;
}

bool Question::withdraw(bool of_signature)
{
    {
        const MutexLock lock{mutex_};
        if (!raised_) {
            return true;
        }
        if (!of_signature || about_ != About::signature || (way_ == Way::pad && has_turn_)) {
            return false;
        }
        withdrawn_ = true;
        if (window_ != nullptr) {
            window_->cancel();
        }
    }
    turn_.wake();
    return true;
}

void Question::end()
{
    {
        const MutexLock lock{mutex_};
        ended_ = true;
        if (window_ != nullptr) {
            window_->cancel();
        }
    }
    turn_.wake();
}

} // namespace openbeid::pkcs11
