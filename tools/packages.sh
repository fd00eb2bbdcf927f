# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
#
# The Debian packages that tools/quickstart and tests/run need, in one place, and how they get here.
# To be sourced. Everything is reported on standard output; failures end the caller with plain words.

build_packages=(
    cmake g++ ninja-build pkg-config
    gettext libassuan-dev libjpeg-dev libp11-kit-dev libpcsclite-dev libspdlog-dev libssl-dev
    libtomlplusplus-dev nlohmann-json3-dev
    catch2 libcli11-dev
)
login_packages=( # the reader service, and the programs of other people that the quickstart uses
    curl libengine-pkcs11-openssl libnss3-tools opensc openssl pcscd
    iproute2 mount util-linux
)
test_packages=( # further programs of other people
    binutils chromium duktape firefox-esr gdb gir1.2-umockdev-1.0 gnutls-bin jq libccid
    libwrap0 lld openssh-client p11-kit pinentry-tty python3 python3-gi python3-yaml strace umockdev xdotool xvfb
)
full_test_packages=(
    afl++ clang clang-format clang-tidy libclang-rt-dev llvm patch shellcheck valgrind
    gnupg-pkcs11-scd libreoffice-writer openjdk-17-jdk-headless poppler-utils python3-pykcs11 # further clients
    python3-uno xmlsec1
    appstream debootstrap doxygen lintian man-db reuse # packages
)
packaging_packages=(debhelper dpkg-dev fakeroot git python3)
server_packages=( # unpacked, not installed
    eapoltest hostapd libnl-3-200 libnl-genl-3-200 libnl-route-3-200 openssh-server stunnel4
)

# Packages of "$@" that are not installed, one a line.
missing_packages() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            printf '%s\n' "$package"
    done
}

# apt-get as root, whoever we are.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        return 126
    fi
}

apt_install() { # PACKAGE...
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get install --yes --quiet --no-install-recommends "$@"
}

apt_update() {
    as_root apt-get update --quiet
}

# Installs what is missing of "$@". The package lists of apt are fetched only if need be.
install_packages() {
    local missing log
    if ! command -v apt-get >/dev/null; then
        printf 'This is not a Debian system, so nothing is installed. Needed are what Debian calls\n  %s\n' "$*"
        return
    fi
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} > 0)) || return 0
    printf 'Installing %d Debian packages: %s\n' "${#missing[@]}" "${missing[*]}"
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        printf 'That needs root, and sudo is not there. Please run as root:\n  apt-get install %s\n' \
            "${missing[*]}" >&2
        return 1
    fi
    ((EUID == 0)) || printf 'That is done with sudo, which may ask for your password.\n'
    log=$(mktemp)
    if ! apt_install "${missing[@]}" >"$log" 2>&1 &&
        ! { apt_update && apt_install "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        printf 'The packages could not be installed (see above). Please do it as root:\n  apt-get install %s\n' \
            "${missing[*]}" >&2
        return 1
    fi
    rm -f "$log"
}

# Fetches Debian packages and unpacks them to DIRECTORY, without installing them.
unpack_packages() { # DIRECTORY PACKAGE...
    local directory=$1
    shift
    (
        mkdir -p "$directory"
        cd "$directory" || exit
        download=(apt-get download --quiet --option APT::Sandbox::User=root "$@")
        "${download[@]}" >apt.log 2>&1 || { apt_update && "${download[@]}"; } >apt.log 2>&1 || {
            cat apt.log >&2
            printf 'Debian packages could not be fetched (see above): %s\n' "$*" >&2
            exit 1
        }
        for package in "$@"; do
            dpkg-deb --extract "$package"_*.deb .
        done
    )
}

# The driver of the virtual readers, unpacked to DIRECTORY without being installed: installed, it
# would add two readers to the computer's own pcscd, which would listen to the network for cards.
fetch_vpcd() { # DIRECTORY
    local directory=$1 driver=usr/lib/pcsc/drivers/serial/libifdvpcd.so
    if [[ -r /$driver || -r $directory/$driver ]] || ! command -v apt-get >/dev/null; then
        return
    fi
    printf 'Fetching the driver of the virtual readers (Debian package vsmartcard-vpcd, not installed)\n'
    unpack_packages "$directory" vsmartcard-vpcd
}

# Servers, which installed would start by themselves, and what needs them.
fetch_servers() { # DIRECTORY
    local directory=$1 file complete=yes
    command -v apt-get >/dev/null || return 0
    for file in usr/sbin/sshd usr/bin/stunnel4 usr/bin/eapol_test usr/sbin/hostapd; do
        [[ -e $directory/$file ]] || complete=no
    done
    [[ $complete == no ]] || return 0
    printf 'Fetching servers that the other clients log in to (Debian packages %s, not installed)\n' \
        "${server_packages[*]}"
    unpack_packages "$directory" "${server_packages[@]}"
}
