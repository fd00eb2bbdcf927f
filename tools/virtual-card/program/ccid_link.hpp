// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/ccid_reader.hpp"
#include "program/reader_link.hpp"
#include "program/serial_frame.hpp"
#include "program/sockets.hpp"

#include <openbeid/result.hpp>

#include <memory>
#include <string>

namespace openbeid::virtual_card {

/// What goes wrong on the serial line, once, at the next answer of the PIN pad.
struct LineFaults {
    unsigned time_requests{0}; ///< before it
    bool ask_again{false};     ///< instead of it
    Bytes garbage{};           ///< instead of it
};

/// A CCID reader on a pseudo-terminal, for the serial driver of libccid. The reader is there as
/// long as this lives, with or without a card.
class CcidLink final : public ReaderLink {
public:
    /**
     * @param path  a symbolic link to the terminal is made here, for reader.conf
     * @param echo  the reader repeats what it is sent, as those of the kind GemPC do
     * Fails: io.
     */
    [[nodiscard]] static Result<std::unique_ptr<ReaderLink>> open(const std::string& path,
                                                                  bool echo);
    ~CcidLink() override;

    [[nodiscard]] bool connect() override { return true; }
    void close() override;
    [[nodiscard]] bool connected() const override { return true; }
    [[nodiscard]] int fd() const override { return terminal_.get(); }
    [[nodiscard]] bool greeted() const override { return reader_.powered(); }
    [[nodiscard]] bool serve(Card& card) override;

    /// What the user of the pad does from now on, at the entry that waits for him too.
    void instruct(PadUser user, Card& card);
    /// The card was taken out: an entry ends.
    void card_is_out(Card& card);
    [[nodiscard]] const CcidReader& reader() const { return reader_; }
    void inject(LineFaults faults) { faults_ = std::move(faults); }

private:
    CcidLink(std::string path, Fd terminal, Fd other_end, bool echo);

    void echo(ByteView message);
    void send(const std::optional<Bytes>& answer, const Card& card);
    void send_of_pad(const std::optional<Bytes>& answer, const Card& card);
    void write(ByteView bytes);

    const std::string path_;
    const Fd terminal_;
    const Fd other_end_; ///< kept open, so that the line does not end with the driver
    const bool echo_;
    FrameReader frames_;
    CcidReader reader_;
    LineFaults faults_;
};

} // namespace openbeid::virtual_card
