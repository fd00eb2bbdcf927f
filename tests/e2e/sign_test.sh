#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# sign_test.sh PERSONA: pkcs11-tool signs with both keys and every mechanism of the card; OpenSSL
# verifies with the certificates that the module shows.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1

# Input of one mechanism: the text to be hashed, or what a caller of a raw mechanism prepares.
prepare_input() { # MECHANISM
    case $1 in
    RSA-PKCS)
        # DigestInfo of SHA-256 (RFC 8017, 9.2)
        { printf '\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20' && digest sha256; } >input
        ;;
    RSA-PKCS-PSS) digest sha256 >input ;;
    ECDSA) digest sha384 >input ;;
    *) cp text input ;;
    esac
}

digest() { # NAME
    openssl dgst "-$1" -binary text
}

sign_options() { # MECHANISM
    case $1 in
    RSA-PKCS-PSS) printf '%s\n' --hash-algorithm SHA256 --mgf MGF1-SHA256 --salt-len 32 ;;
    ECDSA*) printf '%s\n' --signature-format openssl ;;
    esac
}

verify() { # MECHANISM LABEL
    local options=() hash
    case $1 in
    RSA-PKCS | ECDSA)
        openssl pkeyutl -verify -pubin -inkey "$2.pub" -in input -sigfile signature
        ;;
    RSA-PKCS-PSS)
        openssl pkeyutl -verify -pubin -inkey "$2.pub" -in input -sigfile signature \
            -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32
        ;;
    *)
        [[ $1 != *PSS ]] || options=(-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest)
        hash=$(grep -oE 'SHA[0-9]+' <<<"$1")
        openssl dgst "-${hash,,}" -verify "$2.pub" "${options[@]}" -signature signature text
        ;;
    esac
}

sign_and_verify() { # MECHANISM LABEL
    local options
    step "$1 with $2"
    mapfile -t options < <(sign_options "$1")
    prepare_input "$1"
    pkcs11_tool_with_pin "$virtual_pin" --sign --id "${certificate_id[$2]}" --mechanism "$1" \
        "${options[@]}" --input-file input --output-file signature
    verify "$1" "$2"
}

case $persona in
v11-*) mechanisms=(RSA-PKCS SHA{1,224,256,384,512}-RSA-PKCS) ;;
v17-*) mechanisms=(RSA-PKCS SHA{1,224,256,384,512}-RSA-PKCS RSA-PKCS-PSS SHA{1,256}-RSA-PKCS-PSS) ;;
v18-*) mechanisms=(ECDSA ECDSA-SHA{1,224,256,384,512}) ;;
esac

start_card "$persona"
printf 'Je suis né à Liège.\n' >text
for label in Authentication Signature; do
    read_certificate "$label" "$label.der"
    public_key_of "$label.der" "$label.pub"
done

step 'The list of signing mechanisms is exactly this one'
equal 'mechanisms' \
    "$(pkcs11_tool --list-mechanisms | sed -n 's/^ *\([A-Z0-9-]*\), .*sign.*/\1/p' | sort | xargs)" \
    "$(printf '%s\n' "${mechanisms[@]}" | sort | xargs)"

for mechanism in "${mechanisms[@]}"; do
    sign_and_verify "$mechanism" Authentication
    # The PIN goes to the card at the user's login, at the signature's own login, and with it.
    card_control counters reset >/dev/null
    sign_and_verify "$mechanism" Signature
    equal 'VERIFY commands of a signature with Signature' "$(card_counter verify_commands)" 3
done
equal 'tries left' "$(card_control tries)" 3
stop_card 0
