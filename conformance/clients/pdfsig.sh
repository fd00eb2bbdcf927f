#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# pdfsig.sh PERSONA keys: poppler signs a PDF file with Authentication. It repeats the PIN that it was
# given for as long as the token calls it wrong: that ends soon, and costs one try at most.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1
need pdfsig poppler-utils
need certutil libnss3-tools

# A document of one empty page.
make_pdf() { # FILE
    local offsets=() body='' i object
    local objects=('<< /Type /Catalog /Pages 2 0 R >>' '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'
        '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> >>')
    body=$'%PDF-1.7\n'
    for i in "${!objects[@]}"; do
        offsets+=("${#body}")
        printf -v object '%d 0 obj\n%s\nendobj\n' $((i + 1)) "${objects[i]}"
        body+=$object
    done
    {
        printf '%sxref\n0 4\n0000000000 65535 f \n' "$body"
        printf '%010d 00000 n \n' "${offsets[@]}"
        printf 'trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n' "${#body}"
    } >"$1"
}

# It signs twice, the first time to know how much room it needs; an ECDSA signature that turns out
# longer the second time makes it give up. Then it is told again.
sign() { # LABEL PIN
    local status
    for _ in {1..20}; do
        rm -f signed.pdf
        status=0
        pdfsig -nssdir "$nss_database" -nss-pwd "$2" -add-signature -nick "BELPIC:$1" \
            document.pdf signed.pdf </dev/null >said 2>&1 || status=$?
        cat said
        grep -q 'unable update signature' said || return "$status"
    done
    return 1
}

start_card "$persona"
make_nss_database
make_pdf document.pdf

step 'A signature'
read_certificate CA ca.der
read_certificate Root root.der
certutil -A -d "$nss_database" -n root -t ,C, -i root.der
certutil -A -d "$nss_database" -n ca -t ,, -i ca.der
sign Authentication "$virtual_pin"
pdfsig -nssdir "$nss_database" signed.pdf | tee report
grep -q 'Signature Validation: Signature is Valid' report || fail 'The signature is not valid.'
equal 'tries left' "$(card_control tries)" 3

step 'Signature: it gives an empty PIN at the second login, which ends it at no cost'
sign Signature "$virtual_pin" || true
equal 'tries left' "$(card_control tries)" 3

step 'A wrong PIN'
for label in Authentication Signature; do
    tries=$(card_control tries)
    card_control counters reset >/dev/null
    must_fail sign "$label" 4321
    printf 'PINs that the card saw: %s\n' "$(card_counter verify_pins)"
    (($(card_counter verify_pins) <= 1)) || fail 'More than one wrong PIN reached the card.'
    (($(card_control tries) >= tries - 1)) || fail 'It cost more than one try.'
    sign Authentication "$virtual_pin"
    equal 'tries left' "$(card_control tries)" 3
done
stop_card 0
