// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/persona.hpp"

#include <openbeid/bytes.hpp>

#include <cstdint>
#include <string>

namespace openbeid::virtual_card {

/// The files of a card and which of them are current (card reference 2.1 and 5.2).
class FileSystem {
public:
    enum class Found : std::uint8_t { yes, no, not_activated };

    /// With `select_inactive` a file that is not activated becomes current nevertheless (1.7).
    FileSystem(Files files, std::set<std::string> inactive, bool select_inactive);

    /// The MF becomes the current DF, and no EF is.
    void reset();

    /// A file or DF under the current DF, the MF, or a DF under the MF.
    [[nodiscard]] Found select_id(ByteView id);
    /// An absolute path, with or without the identifier of the MF.
    [[nodiscard]] Found select_path(ByteView path);

    [[nodiscard]] bool current_df_is(std::string_view path) const { return df_ == path; }
    [[nodiscard]] const std::string& current_ef() const { return ef_; } ///< path, empty if none
    [[nodiscard]] const Bytes* content() const;                         ///< of the current EF
    [[nodiscard]] bool current_is_active() const { return inactive_.count(ef_) == 0; }

    void set(const std::string& path, Bytes content);
    void erase(const std::string& path);
    [[nodiscard]] const Files& files() const { return files_; }

private:
    [[nodiscard]] bool is_df(const std::string& path) const;
    [[nodiscard]] Found select(const std::string& path);

    Files files_;
    std::set<std::string> inactive_;
    bool select_inactive_;
    std::string df_;
    std::string ef_;
};

} // namespace openbeid::virtual_card
