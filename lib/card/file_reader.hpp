// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apdu/exchange.hpp"
#include "transport/transport.hpp"

#include <cstddef>
#include <optional>

namespace openbeid::card {

/// Selects and reads transparent files within one transaction (card reference §5.2, §5.4, §7.4).
class FileReader {
public:
    /// @param path_without_mf  the form of path that this card takes; changed when the card teaches
    ///                         another. Outlives the reader.
    FileReader(transport::Transaction& card, apdu::Timing timing, bool& path_without_mf) noexcept
        : card_{card}, timing_{timing}, path_without_mf_{path_without_mf}
    {
    }

    /// @param path  absolute, with the master file in front
    /// Fails: not_found, not_activated, unexpected_status.
    [[nodiscard]] Result<void> select(ByteView path);

    /// The DER SEQUENCE at the start of a file; nothing if there is no such file or only zeros in
    /// it. Fails: malformed, io.
    [[nodiscard]] Result<std::optional<Bytes>> read_der(ByteView path);

private:
    [[nodiscard]] Result<apdu::Response> send_select(ByteView path);
    [[nodiscard]] Result<Bytes> read_block(std::size_t offset, std::size_t wanted);
    /// Selects the file again after `error`, or gives the error back if that would not help.
    [[nodiscard]] Result<void> after_glitch(ByteView path, const Error& error);

    transport::Transaction& card_;
    apdu::Timing timing_;
    bool& path_without_mf_;
    std::size_t block_size_{256};
    int glitches_{0}; ///< met so far
};

} // namespace openbeid::card
