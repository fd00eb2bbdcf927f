# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts of conformance/clients are written in, on top of stack.sh. To be sourced.
#
# Each is called with a persona and a cell of the table: "keys" (the client lists and signs), or the
# TLS version of a login. It succeeds if the cell is green, and is skipped, with a reason that can
# be checked, if it is grey.

# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/stack.sh"

key_uri='pkcs11:token=BELPIC;object=Authentication'
signature_uri='pkcs11:token=BELPIC;object=Signature'

# Runs a command, which the client may refuse for a reason of its own; then the cell is grey.
unless_refused() { # REGEX REASON COMMAND...
    if "${@:3}" >outcome 2>&1; then
        cat outcome
        return
    fi
    cat outcome
    grep -qE -e "$1" outcome || fail "It failed, and not as expected ($1)."
    skip "$2: $(grep -oE -m 1 -e "$1" outcome)"
}

# A program that is installed, or that tests/run unpacked without installing it: found_program.
find_program() { # NAME DEBIAN-PACKAGE
    local folder
    for folder in /usr/{sbin,bin} "$repository"/build/unpacked/usr/{sbin,bin}; do
        found_program=$folder/$1
        [[ ! -x $found_program ]] || return 0
    done
    skip "$1 is neither installed nor unpacked (Debian package $2)"
}

# What reaches the card for OpenSSL insists on RSA-PSS where the server offers it.
openssl_reason() { # TLS-VERSION SIGNER
    case $1 in
    1.3) printf '%s' "$no_pss_reason" ;;
    *) printf '%s signs with RSA-PSS, which applet 1.1 does not do, unless the server offers only PKCS #1 v1.5' "$2" ;;
    esac
}

need_engine() {
    [[ -e $(openssl_engine) ]] ||
        skip "OpenSSL's PKCS#11 engine is not installed (Debian package libengine-pkcs11-openssl)"
}

short_keys() { # PERSONA: whether its keys have 1024 bits
    [[ $1 == v11-* ]]
}

no_pss_reason='TLS 1.3 needs RSA-PSS, which applet 1.1 does not do'

# The portal, for the cards of this persona and one TLS version.
start_portal_for() { # PERSONA TLS-VERSION
    local options=(--tls "$2")
    if short_keys "$1"; then
        options+=(--security-level 0)
    fi
    start_portal "$OPENBEID_VIRTUAL_CARD_DIR/ca/chain.pem" "${options[@]}"
}

# Succeeds if the portal has seen a login over this TLS version with the certificate of the card,
# which had to be told the PIN once.
portal_admits() { # TLS-VERSION
    local said name
    said=$(portal_says)
    printf '%s\n' "$said"
    equal 'TLS version' "$(json_text tls <<<"$said")" "TLSv$1"
    equal 'PINs that the card saw' "$(card_counter verify_pins)" 1
    equal 'signatures' "$(card_counter signatures_82)" 1
    read_certificate Authentication holder.der
    name=$(openssl x509 -inform DER -in holder.der -noout -subject -nameopt multiline,utf8,-esc_msb |
        sed -n 's/^ *commonName *= //p')
    equal 'holder' "$(json_text holder <<<"$said")" "$name"
    stop_portal
}

# The public key of one of the card's certificates, for OpenSSL.
write_public_key() { # LABEL
    read_certificate "$1" "$1.der"
    public_key_of "$1.der" "$1.pub"
}

# --- The PIN prompt, with a user who types the PIN --------------------------------------------------

# Shows the clients an installation without the helper, whatever is installed here.
without_prompt() {
    local prefix entry
    prefix=$(sed -n 's/^CMAKE_INSTALL_PREFIX:[A-Z]*=//p' "$build/CMakeCache.txt")
    [[ $prefix != /usr ]] || skip 'a build for /usr would find the prompt that is installed there'
    mkdir installed
    mount --rbind "$prefix" installed
    mount -t tmpfs installed "$prefix"
    for entry in installed/*; do
        [[ $entry == installed/libexec ]] || ln -s "$TMPDIR/$entry" "$prefix/"
    done
    mkdir "$prefix/libexec"
    helper_folder=$prefix/libexec
    export DISPLAY=:0 # the helper wants to know where; the pinentry below does not look
}

# Puts the helper there; its pinentry answers each question with the PIN, or what is in the file
# "typed" by then.
with_prompt() {
    ln -s "$build/libexec/openbeid-pin-prompt" "$helper_folder/"
    write_pin typed
    cat >pinentry <<SCRIPT
#!/bin/sh
printf 'OK ready\n'
while read -r command rest; do
    case \$command in
    GETPIN)
        printf 'asked\n' >>'$TMPDIR/pinentry.log'
        printf 'D %s\nOK\n' "\$(cat '$TMPDIR/typed')"
        ;;
    *) printf 'OK\n' ;;
    esac
done
SCRIPT
    chmod 755 pinentry
    : >pinentry.log
    [[ -e /usr/bin/pinentry ]] || skip 'pinentry is not installed (Debian package pinentry-tty)'
    mount --bind pinentry "$(readlink -f /usr/bin/pinentry)"
}

times_asked() {
    wc -l <"$TMPDIR/pinentry.log"
}

# --- NSS ------------------------------------------------------------------------------------------

nss_database=sql:nss # in the folder of the test

# A database with the module in it, and the PIN in the files "pin" and "passwords".
make_nss_database() {
    write_pin pin
    (umask 077 && printf 'NSS FIPS 140-2 Certificate DB:\nBELPIC:%s\n' "$virtual_pin" >passwords)
    mkdir nss
    certutil -N -d "$nss_database" --empty-password
    modutil -force -dbdir "$nss_database" -add eid -libfile "$module"
}
