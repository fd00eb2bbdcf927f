// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// The modules that p11-kit is told of, by files in its folders (pkcs11.conf(5)).
namespace openbeid::cli {

struct P11KitModule {
    std::filesystem::path file{}; ///< the one that counts most
    std::map<std::string, std::string> settings{};

    /// Empty if it names none.
    [[nodiscard]] std::string library() const;
};

/// By the names of their files. The settings of a user go before those of the computer, which go
/// before those of packages.
[[nodiscard]] std::vector<P11KitModule> p11_kit_modules();

/// Those of them that who loads p11-kit's proxy gets.
[[nodiscard]] std::vector<P11KitModule> p11_kit_proxy_modules();

} // namespace openbeid::cli
