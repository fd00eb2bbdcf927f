// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "pkcs11/insertion.hpp"
#include "token/recognise.hpp"
#include "transport/transport.hpp"

#include <atomic>

namespace openbeid::pkcs11 {

/// A reader as PKCS#11 sees it. Lives as long as the module; its card comes and goes. Any thread.
class Slot {
public:
    /// @param probe  whether a card that we don't know is asked if it is an eID
    Slot(CK_SLOT_ID id, std::string reader, const token::Surroundings& surroundings, bool probe)
        : id_{id}, reader_{std::move(reader)}, surroundings_{surroundings}, probe_{probe}
    {
    }

    [[nodiscard]] CK_SLOT_ID id() const noexcept { return id_; }
    [[nodiscard]] const std::string& reader() const noexcept { return reader_; }

    /// Takes in what the reader service says of the reader now; null if it is unplugged. Whether
    /// the card is another one, or gone, since the last time.
    bool update(const transport::ReaderStatus* status);

    /// Gives up the connection to a card that is gone, which its sessions still have: the reader
    /// would seem to be in use by another program. True if there was one. Never waits.
    [[nodiscard]] bool release_old_card();

    /// The eID in the reader if it is recognised already. Never waits.
    [[nodiscard]] std::shared_ptr<Insertion> known_insertion() const;

    /**
     * The eID in the reader, recognised if that was not tried yet.
     * @param patience  how long to wait for other programs that hold the card. With 0 it does not
     *                  wait for a thread of ours that does so either.
     * Fails: no_card, not_recognized, unresponsive_card, reader_busy, io, service_unavailable.
     */
    [[nodiscard]] Result<std::shared_ptr<Insertion>> insertion(std::chrono::milliseconds patience);

private:
    [[nodiscard]] Result<std::shared_ptr<Insertion>> known(std::chrono::milliseconds patience) const
        OPENBEID_REQUIRES(mutex_);
    [[nodiscard]] Result<std::shared_ptr<Insertion>>
    recognise_now(std::chrono::milliseconds patience) OPENBEID_REQUIRES(recognition_);
    [[nodiscard]] Result<token::Recognised> recognise(const transport::ReaderStatus& status,
                                                      std::chrono::milliseconds patience)
        OPENBEID_REQUIRES(recognition_);

    const CK_SLOT_ID id_;
    const std::string reader_;
    const token::Surroundings surroundings_;
    const bool probe_;

    std::atomic<bool> waiting_for_others_{false};
    Mutex recognition_; ///< held while the card is asked; before mutex_
    /// SELECT AID, which other programs would feel, is sent to a stranger once per insertion.
    bool applet_selected_ OPENBEID_GUARDED_BY(recognition_){false};
    transport::ReaderStatus asked_ OPENBEID_GUARDED_BY(recognition_); ///< the insertion meant

    mutable Mutex mutex_;
    transport::ReaderStatus status_ OPENBEID_GUARDED_BY(mutex_);
    std::shared_ptr<Insertion> insertion_ OPENBEID_GUARDED_BY(mutex_);
    /// Gone, and perhaps still connected to.
    std::shared_ptr<Insertion> leaving_ OPENBEID_GUARDED_BY(mutex_);
    /// Why the card in the reader is no token, and until when that is taken for granted.
    std::optional<Error> refusal_ OPENBEID_GUARDED_BY(mutex_);
    TimePoint ask_again_ OPENBEID_GUARDED_BY(mutex_){};
};

} // namespace openbeid::pkcs11
