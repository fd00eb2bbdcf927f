// SPDX-License-Identifier: Apache-2.0
#include "report/known_words.hpp"

#include <algorithm>
#include <array>

namespace openbeid::cli {

namespace {

// Each list in one string; a word stands between blanks.
constexpr std::array<std::string_view, 6> known_words{
    // Folders and files
    " usr local lib lib64 x86_64 aarch64 linux gnu pkcs11 openbeid so module modules share p11 kit "
    "etc opt "
    "run pcscd comm home media tmp var mnt srv config mozilla firefox thunderbird snap common "
    "current app "
    "org com pki nssdb chromium google chrome default release esr bin sbin libpcsclite libcrypto "
    "libm "
    "libstdc libgcc_s libc libp11 beid libbeidpkcs11 ",
    // Browsers
    " Firefox Thunderbird Chromium Google Chrome Brave Edge Vivaldi brave Browser microsoft "
    "Microsoft ",
    // Programs that use readers
    " scdaemon gpg agent pcscd openbeid eid viewer opensc java soffice modutil certutil "
    "NetworkManager "
    "wpa_supplicant systemd gnome shell gsd smartcard p11tool yubikey process processus proces "
    "Prozess ",
    // The loader
    " cannot open shared object file No such or directory invalid ELF header wrong class failed to "
    "map "
    "segment from undefined symbol version not found required by Permission denied too short "
    "C_Initialize ",
    // Settings, and what is wrong with them
    " toml pin_entry prompt cache probe lock_timeout log log_level OPENBEID_PIN_ENTRY "
    "OPENBEID_PROMPT OPENBEID_CACHE OPENBEID_PROBE OPENBEID_LOCK_TIMEOUT application signature "
    "always never runtime memory off error warn info debug true false seconds line takes unknown "
    "key ignored is it not a regular file belongs to somebody else everybody can write be read or "
    "larger than TOML so all of libexec pin ",
    // The environment
    " https_proxy HTTPS_PROXY all_proxy ALL_PROXY "};

} // namespace

bool is_known_word(std::string_view word) noexcept
{
    return std::any_of(known_words.begin(), known_words.end(), [word](std::string_view words) {
        for (auto place = words.find(word); place != std::string_view::npos;
             place = words.find(word, place + 1)) {
            if (place > 0 && words[place - 1] == ' ' && words[place + word.size()] == ' ') {
                return true;
            }
        }
        return false;
    });
}

} // namespace openbeid::cli
