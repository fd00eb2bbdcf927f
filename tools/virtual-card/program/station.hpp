// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/ccid_link.hpp"
#include "program/options.hpp"
#include "program/reader_link.hpp"
#include "virtual_card/card.hpp"

#include <openbeid/result.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace openbeid::virtual_card {

/// A card, in its reader or beside it.
class Station {
public:
    [[nodiscard]] static Result<Station> with(const Options& options);

    /// Waiting ends when this descriptor has something to read.
    void stop_on(int fd) { stop_fd_ = fd; }

    /// True once the reader has powered the card; waits for it within the time limit.
    [[nodiscard]] bool insert();
    void remove();
    /// Another card; it is in the reader if the last one was.
    [[nodiscard]] Result<void> swap(const std::string& persona);

    [[nodiscard]] int fd() const { return link_->fd(); }
    /// The reader has sent something, or went away.
    void serve();

    /// The card should be in the reader, but the reader is away.
    [[nodiscard]] bool lost() const { return inserted_ && !link_->connected(); }
    /// Tries once to come back. False after the time limit.
    [[nodiscard]] bool retry();

    [[nodiscard]] Card& card() { return *card_; }
    /// The reader on a pseudo-terminal; null with vpcd.
    [[nodiscard]] CcidLink* ccid() const { return dynamic_cast<CcidLink*>(link_.get()); }
    void trace(bool on);

private:
    Station(Options options, std::unique_ptr<Card> card, std::unique_ptr<ReaderLink> link);

    /// False if the time limit has passed since the link was lost.
    [[nodiscard]] bool in_time() const;

    Options options_;
    std::unique_ptr<Card> card_;
    std::unique_ptr<ReaderLink> link_;
    int stop_fd_{-1};
    bool inserted_{false};  ///< meant to be in the reader
    bool announced_{false}; ///< "ready" was printed for this connection
    std::chrono::steady_clock::time_point lost_since_{};
    bool trace_{false};
};

} // namespace openbeid::virtual_card
