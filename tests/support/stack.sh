# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
#
# What the end-to-end tests and the quickstart are written in: cards, PINs, the portal, and logins.
# To be sourced by a script that runs inside private-pcscd, except for the parts that a real card
# uses too (portal, logins). OPENBEID_BUILD names the build (default: build/release). With
# OPENBEID_INSTALLED, module and virtual card are those of the installed packages.

repository=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../..")
build=${OPENBEID_BUILD:-$repository/build/release}
module=$build/pkcs11/openbeid-pkcs11.so
virtual_card=$build/tools/virtual-card/openbeid-virtual-card
if [[ -n ${OPENBEID_INSTALLED:-} ]]; then
    module=$(echo /usr/lib/*/pkcs11/openbeid-pkcs11.so)
    virtual_card=/usr/bin/openbeid-virtual-card
fi
portal=$build/tools/portal/openbeid-portal
pcsc_client=$build/tests/e2e/openbeid-pcsc-client
pkcs11_program=$build/tests/e2e/openbeid-pkcs11-program
export OPENBEID_VIRTUAL_CARD_DIR=${OPENBEID_VIRTUAL_CARD_DIR:-$build/virtual-cards}

# Runs this very script inside private-pcscd, if it is not there yet.
in_private_pcscd() { # ARGUMENT...
    [[ -n ${PCSCD_LOG:-} ]] || exec "$repository/tests/support/private-pcscd" "$0" "$@"
    cd "$TMPDIR" || exit
}

# The same, with a further reader, of libccid and with a PIN pad; its slot is called "ccid".
in_private_pcscd_with_pad() { # ARGUMENT...
    export OPENBEID_CCID_CARD=$virtual_card
    [[ -r /usr/lib/pcsc/drivers/serial/libccidtwin.so ]] ||
        skip "the serial driver of libccid is not installed (Debian package libccid)"
    in_private_pcscd "$@"
}

# Has in_private_pcscd put the virtual readers on a USB bus, where they can be plugged in.
need_usb_bus() {
    need umockdev-wrapper umockdev
    [[ -d /usr/lib/pcsc/drivers/ifd-ccid.bundle ]] ||
        skip 'the driver libccid is not installed (Debian package libccid)'
    export OPENBEID_USB_READER=$build/tests/events/usb_reader/openbeid-usb-reader.so
}

# --- Outcomes -------------------------------------------------------------------------------------

fail() { # LINE...
    printf '%s\n' "$@" >&2
    exit 1
}

skip() { # REASON
    printf 'SKIPPED: %s\n' "$1"
    exit 77
}

need() { # PROGRAM DEBIAN-PACKAGE
    command -v "$1" >/dev/null || skip "$1 is not installed (Debian package $2)"
}

step() { # what follows, for the reader of a log
    printf -- '--- %s\n' "$*"
}

# Runs a command that must fail, and shows what it said.
must_fail() { # COMMAND...
    if "$@"; then
        fail "This should have failed: $*"
    fi
}

equal() { # WHAT ACTUAL EXPECTED
    [[ $2 == "$3" ]] || fail "$1: $2, expected: $3"
}

# --- Cards ----------------------------------------------------------------------------------------

declare -A card_output=() # of the virtual cards, by slot

reader_name() { # [SLOT]
    case ${1:-0} in
    ccid) printf 'Virtual CCID 00 00' ;;
    *) printf '%s 00 %02d' "${OPENBEID_READER_NAME:-Virtual PCD}" "${1:-0}" ;;
    esac
}

card_socket() { # [SLOT]
    printf '%s/card-%s.socket' "$TMPDIR" "${1:-0}"
}

# Puts a card into a virtual reader; returns when the reader shows it.
start_card() { # PERSONA [SLOT]
    local persona=$1 slot=${2:-0} line output
    exec {output}< <(exec "$virtual_card" --persona "$persona" --port $((35963 + slot)) \
        --control "$(card_socket "$slot")" 2>"$TMPDIR/card-$slot.log")
    card_output[$slot]=$output
    IFS= read -r line <&"$output" || line=
    [[ $line == "ready $persona" ]] ||
        fail "The virtual card $persona does not start: $line" "$(cat "$TMPDIR/card-$slot.log")"
    wait_for_card present "$slot"
}

# Plugs in the virtual readers, where they are on a USB bus (see private-pcscd).
plug_reader() {
    printf 'plug\n' >"$TMPDIR/usb-bus"
}

# Puts a card into the reader of libccid, whose process outlives it.
start_ccid_card() { # PERSONA
    card_control_in ccid persona "$1" >/dev/null
    card_control_in ccid insert >/dev/null
    wait_for_card present ccid
}

# What the user of the PIN pad does from now on: type PIN [NEW-PIN [AGAIN]] | cancel | leave | wait.
pad_user() { # WORD...
    printf 'pad %s\n' "$*" | card_control_in ccid -
}

# Returns when the PIN pad is asking its user, who was told to wait.
await_pad() {
    card_control_in ccid pad asked
}

# Pulls the card out and ends its process.
stop_card() { # SLOT
    local output=${card_output[$1]}
    card_control_in "$1" quit >/dev/null
    cat <&"$output" >/dev/null # until it has ended
    exec {output}<&-
    wait_for_card empty "$1"
}

wait_for_card() { # present|empty [SLOT]
    "$pcsc_client" wait "$(reader_name "${2:-0}")" "$1"
}

# How often pcscd itself, which looks every 0.4 s (EHStatusHandlerThread of pcsc-lite 1.9.9), has seen
# a card come or go. A reset by some program marks a reader as empty before that
# (SCardEndTransaction); a card that is back by the next look, faster than any hand, is never powered.
card_events() { # [SLOT]
    "$pcsc_client" events "$(reader_name "${1:-0}")"
}

# Returns when pcscd has seen more than that.
wait_for_card_event() { # COUNT [SLOT]
    "$pcsc_client" wait-event "$(reader_name "${2:-0}")" "$1"
}

card_control() { # COMMAND...
    card_control_in 0 "$@"
}

card_control_in() { # SLOT COMMAND...
    local slot=$1
    shift
    "$virtual_card" control "$(card_socket "$slot")" "$@"
}

# One number of the card's counters: apdus, verify_commands, line_time_us, ...
card_counter() { # NAME [SLOT]
    card_control_in "${2:-0}" counters | json_number "$1"
}

# --- PINs: only ever in a file of mode 0600 in memory, or in the environment of one program -------

virtual_pin=1234

write_pin() { # FILE [PIN]
    (umask 077 && printf '%s' "${2:-$virtual_pin}" >"$1")
}

pkcs11_tool() { # with the module; never with a PIN
    pkcs11-tool --module "$module" "$@"
}

pkcs11_tool_with_pin() { # PIN ARGUMENT...
    local pin=$1
    shift
    OPENBEID_TEST_PIN=$pin pkcs11_tool --login --pin env:OPENBEID_TEST_PIN "$@"
}

# --- A PKCS#11 program, one step at a time (tests/e2e/pkcs11_program.cpp) ---------------------------

program_process='' program_output=''

start_program() { # MECHANISM, a number
    coproc program {
        OPENBEID_TEST_PIN=$virtual_pin exec "$pkcs11_program" "$module" "$1" \
            2>"$TMPDIR/program.log"
    }
    program_process=$!
}

program_does() { # STEP [CKR-VALUE]: without a value, CKR_OK
    local answer
    program_answers "$1"
    equal "$1" "${answer%% *}" "${2:-0x0}"
}

# Does a step; its CKR value is what `answer` begins with, and program_output what follows.
program_answers() { # STEP
    printf '%s\n' "$1" >&"${program[1]}"
    IFS= read -r -t 60 answer <&"${program[0]}" ||
        fail "No answer to $1." "$(cat "$TMPDIR/program.log")"
    program_output=${answer#* }
}

end_program() {
    local input=${program[1]}
    exec {input}>&-
    wait "$program_process"
}

# What pkcs11-tool and openssl want for a signature that hashes, with the keys of this card.
hashing_mechanism() { # PERSONA
    case $1 in
    v18-*) mechanism=ECDSA-SHA384 hash=sha384 sign_options=(--signature-format openssl) ;;
    *) mechanism=SHA256-RSA-PKCS hash=sha256 sign_options=() ;;
    esac
}

# The number of the mechanism that signs what it is given, for the keys of this card.
plain_mechanism() { # PERSONA
    case $1 in
    v18-*) printf 0x1041 ;; # CKM_ECDSA
    *) printf 0x1 ;;        # CKM_RSA_PKCS
    esac
}

# --- Certificates, as the module shows them -------------------------------------------------------

certificate_labels=(Authentication Signature CA Root)
declare -A certificate_id=([Authentication]=0200000000000000 [Signature]=0300000000000000
    [CA]=0400000000000000 [Root]=0600000000000000)

# DER of a certificate from the card.
read_certificate() { # LABEL FILE
    pkcs11_tool --read-object --type cert --id "${certificate_id[$1]}" --output-file "$2" >/dev/null 2>&1
}

# The least number of APDUs of a cold login that reads these certificates: recognition, one SELECT
# and one READ BINARY for each 256 bytes of a certificate, and 5 for the PIN and the signature.
login_target() { # PERSONA CERTIFICATE...
    local recognition=1 blocks=0 file size
    [[ $1 != v18-* ]] || recognition=2
    for file in "${@:2}"; do
        size=$(stat --format %s "$file")
        blocks=$((blocks + 1 + (size + 255) / 256))
    done
    printf '%d' $((recognition + blocks + 5))
}

# Public key of a DER certificate, PEM.
public_key_of() { # CERTIFICATE FILE
    openssl x509 -inform DER -in "$1" -noout -pubkey >"$2"
}

# --- JSON, as far as one-line objects go ----------------------------------------------------------

json_number() { # NAME, from standard input
    sed -n 's/.*"'"$1"'": *\(-\{0,1\}[0-9.]*\).*/\1/p'
}

json_text() { # NAME, from standard input
    sed -n 's/.*"'"$1"'": *"\(\([^"\\]\|\\.\)*\)".*/\1/p' | sed 's/\\\(["\\]\)/\1/g'
}

# --- The portal -----------------------------------------------------------------------------------

portal_process='' portal_log='' portal_port='' portal_root=''

# Starts openbeid-portal; returns when it listens.
start_portal() { # CLIENT-CA-FILE [OPTION...]
    local line
    portal_root=$TMPDIR/portal.pem
    exec {portal_log}< <(exec "$portal" --client-ca "$1" --root-out "$portal_root" \
        "${@:2}" 2>&1)
    portal_process=$!
    IFS= read -r line <&"$portal_log" || line='nothing'
    [[ $line == 'listening on '* ]] || fail "The portal does not start. It says: $line"
    portal_port=${line##*:}
}

stop_portal() {
    kill "$portal_process"
    exec {portal_log}<&-
}

# The portal's next line: "login: {...}" or "refused: ...".
portal_says() {
    local line
    IFS= read -r -t 20 line <&"$portal_log" || fail 'The portal says nothing.'
    printf '%s\n' "$line"
}

# --- Logins with curl, by OpenSSL's PKCS#11 engine or provider --------------------------------------

openssl_engine() {
    printf '%s/pkcs11.so' "$(openssl version -e | sed 's/.*"\(.*\)"/\1/')"
}

openssl_provider() {
    printf '%s/pkcs11.so' "$(openssl version -m | sed 's/.*"\(.*\)"/\1/')"
}

# OpenSSL's programs take RSA-1024 only at its lowest security level.
short_key_settings='[tls]
system_default = everybody
[everybody]
CipherString = DEFAULT@SECLEVEL=0'

# OpenSSL's settings for programs that are to reach the card through pkcs11-provider.
write_provider_settings() { # FILE [PROVIDER-SETTING...]
    cat >"$1" <<SETTINGS
openssl_conf = modules
[modules]
providers = providers
ssl_conf = tls
[providers]
default = built_in
pkcs11 = on_card
[built_in]
activate = 1
[on_card]
module = $(openssl_provider)
pkcs11-module-path = $module
activate = 1
$(printf '%s\n' "${@:2}")
$short_key_settings
SETTINGS
}

# Logs in with the key Authentication; prints the portal's page. With a PIN file nobody is asked.
curl_login() { # PIN-FILE|'' TLS-VERSION [CURL-OPTION...]
    local key='pkcs11:token=BELPIC;object=Authentication'
    local way=(--engine pkcs11 --key-type ENG --cert-type ENG) variable=PKCS11_MODULE_PATH=$module
    if [[ ! -e $(openssl_engine) ]]; then
        way=(--key-type PROV --cert-type PROV) variable=OPENSSL_CONF=$TMPDIR/provider.cnf
        write_provider_settings "$TMPDIR/provider.cnf"
    fi
    env "$variable" curl --silent --show-error --max-time 120 \
        --tlsv"$2" --tls-max "$2" --cacert "$portal_root" \
        "${way[@]}" --cert "$key;type=cert" --key "$key;type=private${1:+;pin-source=file:$1}" \
        "${@:3}" "https://localhost:$portal_port/"
}

allow_short_keys() { # FILE, which will hold the configuration that says so
    cat >"$1" <<END
openssl_conf = modules
[modules]
ssl_conf = tls
$short_key_settings
END
    OPENSSL_CONF=$(readlink -f "$1")
    export OPENSSL_CONF
}
