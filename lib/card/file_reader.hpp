// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apdu/exchange.hpp"
#include "transport/transport.hpp"

#include <cstddef>
#include <optional>

namespace openbeid::card {

/// How SELECT by path names a file: the manuals print paths without the master file in front, every
/// card seen takes them with it (card reference §5.2).
enum class PathForm : std::uint8_t { unknown, from_mf, below_mf };

/// Selects and reads transparent files within one transaction (card reference §5.2, §5.4, §7.4).
class FileReader {
public:
    /// @param path_form  what this card has taught so far, and teaches. Outlives the reader.
    FileReader(transport::Transaction& card, apdu::Timing timing, PathForm& path_form) noexcept
        : card_{card}, timing_{timing}, path_form_{path_form}
    {
    }

    /// @param path  absolute, with the master file in front
    /// Fails: not_found, not_activated, unexpected_status.
    [[nodiscard]] Result<void> select(ByteView path);

    /// The DER SEQUENCE at the start of a file; nothing if there is no such file or only zeros in
    /// it. Fails: malformed, io.
    [[nodiscard]] Result<std::optional<Bytes>> read_der(ByteView path);

private:
    [[nodiscard]] Result<apdu::Response> send_select(ByteView path, PathForm form);
    [[nodiscard]] Result<Bytes> read_block(std::size_t offset, std::size_t wanted);
    /// Selects the file again after `error`, or gives the error back if that would not help.
    [[nodiscard]] Result<void> after_glitch(ByteView path, const Error& error);

    transport::Transaction& card_;
    apdu::Timing timing_;
    PathForm& path_form_;
    std::size_t block_size_{256};
    int glitches_{0}; ///< met so far
};

} // namespace openbeid::card
