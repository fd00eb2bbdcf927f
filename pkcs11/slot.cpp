// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/slot.hpp"

#include "base/log.hpp"
#include "base/try.hpp"

namespace openbeid::pkcs11 {

namespace {

using namespace std::chrono_literals;

/// A card that could not be asked is asked again after that (product decision).
constexpr auto retry_interval = 1s;

/// A stranger stays a stranger; a card that we could not speak to may be an eID.
bool is_final(const Error& error)
{
    return error.code == Errc::not_recognized || error.code == Errc::unresponsive_card;
}

/// What other threads see while it lives.
class Notice {
public:
    Notice(std::atomic<bool>& flag, bool value) noexcept : flag_{flag} { flag_ = value; }
    Notice(const Notice&) = delete;
    Notice& operator=(const Notice&) = delete;
    ~Notice() { flag_ = false; }

private:
    std::atomic<bool>& flag_;
};

} // namespace

bool Slot::update(const transport::ReaderStatus* status)
{
    const MutexLock lock{mutex_};
    const bool present = status != nullptr && status->card_present;
    const bool same_card = present ? status->same_insertion(status_) : !status_.card_present;
    // A mute card has an ATR after all when another program powered it again (pcsc-lite 1.9.9,
    // SCardReconnect): no new insertion, but a card that nobody has asked yet.
    const bool woke_up = present && same_card && status_.mute && !status->mute;
    if (status != nullptr) {
        status_ = *status;
    } else {
        status_ = {};
    }
    if (woke_up) {
        refusal_.reset();
    }
    if (same_card) {
        return woke_up;
    }
    if (insertion_) {
        log::info("slot {}: the card was removed", id_);
        insertion_->token.declare_gone();
        leaving_ = std::move(insertion_);
    }
    refusal_.reset();
    return true;
}

bool Slot::release_old_card()
{
    std::shared_ptr<Insertion> old;
    {
        const MutexLock lock{mutex_};
        old = leaving_;
    }
    if (old == nullptr || !old->token.release_connection()) {
        return false;
    }
    const MutexLock lock{mutex_};
    if (leaving_ == old) {
        leaving_.reset();
    }
    return true;
}

std::shared_ptr<Insertion> Slot::known_insertion() const
{
    const MutexLock lock{mutex_};
    return insertion_ && insertion_->token.alive() ? insertion_ : nullptr;
}

Result<std::shared_ptr<Insertion>> Slot::known(std::chrono::milliseconds patience) const
{
    if (!status_.card_present) {
        return Error{.code = Errc::no_card, .where = "slot"};
    }
    if (insertion_ && insertion_->token.alive()) {
        return insertion_;
    }
    // Who may wait for other programs is not sent away with what a hasty look found a moment ago.
    const bool too_early = patience == 0ms && now() < ask_again_;
    if (refusal_ && (is_final(*refusal_) || too_early)) {
        return *refusal_;
    }
    return std::shared_ptr<Insertion>{};
}

Result<std::shared_ptr<Insertion>> Slot::insertion(std::chrono::milliseconds patience)
{
    {
        const MutexLock lock{mutex_};
        if (auto answer = known(patience); !answer || *answer != nullptr) {
            return answer;
        }
    }
    if (patience == 0ms && waiting_for_others_) {
        return Error{.code = Errc::reader_busy, .where = "recognition"};
    }
    const MutexLock lock{recognition_};
    const Notice notice{waiting_for_others_, patience > 0ms};
    return recognise_now(patience);
}

Result<std::shared_ptr<Insertion>> Slot::recognise_now(std::chrono::milliseconds patience)
{
    transport::ReaderStatus status;
    {
        const MutexLock lock{mutex_};
        if (auto answer = known(patience); !answer || *answer != nullptr) {
            return answer; // another thread was faster
        }
        status = status_;
    }
    const auto found = recognise(status, patience);
    const MutexLock lock{mutex_};
    if (!status_.same_insertion(status)) {
        return Error{.code = Errc::no_card, .where = "slot"};
    }
    if (!found) {
        log::info("slot {}: no eID card: {}", id_, log::describe(found.error()));
        refusal_ = found.error();
        ask_again_ = now() + retry_interval;
        return found.error();
    }
    log::info("slot {}: eID card with applet {:02X}", id_, found->card.applet_version);
    insertion_ = std::make_shared<Insertion>(surroundings_, status, found->card, found->pin_pad);
    return insertion_;
}

Result<token::Recognised> Slot::recognise(const transport::ReaderStatus& status,
                                          std::chrono::milliseconds patience)
{
    if (status.mute) {
        return Error{.code = Errc::unresponsive_card, .where = "ATR"};
    }
    if (!status.same_insertion(asked_)) {
        asked_ = status;
        applet_selected_ = false;
    }
    bool selected = applet_selected_;
    auto found =
        token::recognise(surroundings_,
                         status,
                         {.patience = patience, .probe = probe_, .applet_was_selected = &selected});
    applet_selected_ = selected && !found; // one that was an eID may be asked again
    return found;
}

} // namespace openbeid::pkcs11
