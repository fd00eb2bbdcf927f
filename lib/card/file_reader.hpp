// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apdu/exchange.hpp"
#include "transport/transport.hpp"

#include <cstddef>
#include <functional>
#include <optional>

namespace openbeid::card {

/// How SELECT names a file (card reference §5.2): the manuals print paths without the master file
/// in front, every card seen takes them with it, and what takes neither may take one identifier at
/// a time.
enum class PathForm : std::uint8_t { unknown, from_mf, below_mf, one_by_one };

/// What a card and its reader have taught about the reading of files.
struct Learned {
    PathForm path_form{PathForm::unknown};
    std::size_t block_size{256}; ///< bytes; fewer for readers that can't do 256 (§5.4)
};

/// Where a file ends. The card tells no length (card reference §2): its own answers do, or what is
/// known of the content.
struct FileEnd {
    /// Bytes to read, if they are known: the card is then not asked for its end.
    std::optional<std::size_t> size{};
    /// Whether a file with this content may end here. Where it may not, an answer that looks like
    /// the end is taken for a glitch first (card reference §7.4).
    bool (*may_end)(ByteView content){nullptr};
};

/// Called after each block of a file with the bytes read so far; false ends the reading.
using ReadObserver = std::function<bool(std::size_t bytes)>;

/// How many bytes of a file are read in any case.
inline constexpr std::size_t first_block_size = 256;

/**
 * Knows how a file goes on, if somebody kept it: nothing, or the `missing` bytes that follow
 * `start`.
 * @param start  first_block_size bytes, just read
 */
using Continuation = std::function<std::optional<Bytes>(ByteView start, std::size_t missing)>;

/// Selects and reads transparent files within one transaction (card reference §5.2, §5.4, §7.4).
class FileReader {
public:
    /// @param learned  so far, and from now on. Outlives the reader.
    FileReader(transport::Transaction& card, apdu::Timing timing, Learned& learned) noexcept
        : card_{card}, timing_{timing}, learned_{learned}
    {
    }

    /// A DF. @param path  absolute, with the master file in front
    /// Fails: not_activated, io, reader_busy (by another application), unexpected_status.
    [[nodiscard]] Result<void> select_directory(ByteView path);

    /// The DER SEQUENCE at the start of a file; nothing if there is no such file, only zeros in it,
    /// or the card withholds it. What `continuation` knows of it is not read. Fails: malformed, io.
    [[nodiscard]] Result<std::optional<Bytes>> read_der(ByteView path,
                                                        const Continuation& continuation = {});

    /**
     * All bytes of a file, as stored; nothing if there is no such file or the card withholds it.
     * Exchanges: SELECT, one per 256 bytes, one more if the last of these is cut short by the end.
     * Fails: cancelled (by the observer), io, unexpected_status.
     */
    [[nodiscard]] Result<std::optional<Bytes>>
    read_whole(ByteView path, const FileEnd& end, const ReadObserver& observer = {});

    /**
     * READ RECORD: the value of one TLV of a structured file, without tag and length; nothing if
     * there is no such record or file. Applets from 1.8 (card reference §5.13).
     * Fails: unsupported (not a structured file), malformed, unexpected_status.
     */
    [[nodiscard]] Result<std::optional<Bytes>> read_record(ByteView path, std::uint8_t tag);

private:
    /// Selects the file, past glitches; false if there is none.
    [[nodiscard]] Result<bool> open(ByteView path);
    /// Two exchanges for a file that is not there. Selects the applet if another application is
    /// selected. Fails: not_found, not_activated, reader_busy (not the eID's), unexpected_status.
    [[nodiscard]] Result<void> select(ByteView path);
    [[nodiscard]] Result<apdu::Sw> send_select(ByteView path, PathForm form);
    /// The forms that come after from_mf, which met `refusal`.
    [[nodiscard]] Result<apdu::Sw> try_other_forms(ByteView path, apdu::Sw refusal);
    /// Selects the applet first, which ends a login. Fails: reader_busy.
    [[nodiscard]] Result<apdu::Sw> select_after_applet(ByteView path);
    struct Block {
        Bytes data;
        bool is_last{false}; ///< the card said that the file ends with it
    };
    [[nodiscard]] Result<Block> read_block(std::size_t offset, std::size_t wanted);
    /// Selects the file again after `error`, or gives the error back if that would not help.
    [[nodiscard]] Result<void> after_glitch(ByteView path, const Error& error);
    /// Likewise for a file that was there a moment ago: that it is not any more is an error of its
    /// own, io.
    [[nodiscard]] Result<void> reopen(ByteView path, const Error& error);

    transport::Transaction& card_;
    apdu::Timing timing_;
    Learned& learned_;
    int glitches_{0}; ///< met so far
};

} // namespace openbeid::card
