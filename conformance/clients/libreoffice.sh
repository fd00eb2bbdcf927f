#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# libreoffice.sh PERSONA keys: LibreOffice signs documents (.odt) and exports (.pdf) with both keys; it
# takes the module from Firefox's profile, where "openbeid browsers enable" has registered it. Its
# windows are typed into under Xvfb, or the PIN on a reader's pad. xmlsec1 (OpenSSL) and pdfsig verify.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd_with_pad "$@"
persona=$1
need soffice libreoffice-writer
/usr/bin/python3 -c 'import uno' || skip 'the Python bridge of LibreOffice is not installed (Debian package python3-uno)'
need xmlsec1 xmlsec1
need pdfsig poppler-utils
need certutil libnss3-tools
need Xvfb xvfb
need xdotool xdotool

# A Firefox that was started once.
make_profile() {
    local firefox=$HOME/.mozilla/firefox
    mkdir -p "$firefox/abc.default"
    certutil -N -d "sql:$firefox/abc.default" --empty-password
    printf '[Profile0]\nName=default\nIsRelative=1\nPath=abc.default\nDefault=1\n' >"$firefox/profiles.ini"
}

start_office() {
    coproc office {
        PYTHONPATH=$repository/tests/browsers exec /usr/bin/python3 \
            "$repository/conformance/clients/libreoffice/office.py" 2>office.log
    }
    office_process=$!
}

end_office() {
    local input=${office[1]}
    exec {input}>&-
    wait "$office_process"
    rm -r screen # of the display
}

order() { # WORD...: an order of office.py; its answer is in answer
    printf '%s\n' "$*" >&"${office[1]}"
    IFS= read -r -t 240 answer <&"${office[0]}" || fail "No answer to: $*" "$(cat office.log)"
    printf '%s: %s\n' "$*" "$answer"
}

does() { # PIN-WINDOWS ORDER...
    order "${@:2}"
    equal "${*:2}" "$answer" "ok $1"
}

# It may ask again and again; the card sees the wrong PIN once.
spends_one_try() { # ORDER...
    card_control counters reset >/dev/null
    order "$@"
    equal 'PINs that the card saw' "$(card_counter verify_pins)" 1
    equal 'tries left' "$(card_control tries)" 2
}

logs_in() {
    does 1 list right
    equal 'tries left' "$(card_control tries)" 3
}

xml_signature_is_valid() { # FILE LABEL
    rm -rf package
    /usr/bin/python3 -m zipfile -e "$1" package
    (
        cd package
        grep -qF "$(openssl base64 -A -in "../$2.der")" <(tr -d '\n\r' <META-INF/documentsignatures.xml) ||
            fail "Not the certificate $2."
        xmlsec1 --verify --trusted-der ../Root.der --untrusted-der ../CA.der \
            --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties --id-attr:Id SignatureProperty \
            META-INF/documentsignatures.xml
    )
}

pdf_signature_is_valid() { # FILE LABEL
    pdfsig -nocert "$1" | tee report
    grep -q "Common Name: .*($2)" report || fail "Not the certificate $2."
    grep -q 'Signature Validation: Signature is Valid' report
}

start_card "$persona"
for label in "${certificate_labels[@]}"; do
    read_certificate "$label" "$label.der"
done
make_profile
"$build/bin/openbeid" browsers enable --module "$module"
! short_keys "$persona" || allow_short_keys short-keys.cnf
start_office

step 'A wrong PIN, then Cancel; then the right one'
spends_one_try list wrong cancel
[[ $answer == 'failed 2 '* ]] || fail 'It should have asked twice, and found nothing.'
card_control counters reset >/dev/null
logs_in
equal 'PINs that the card saw' "$(card_counter verify_pins)" 1

step 'Authentication, without a further question'
card_control counters reset >/dev/null
does 0 sign Authentication odt authentication.odt
xml_signature_is_valid authentication.odt Authentication
does 0 sign Authentication pdf authentication.pdf none
pdf_signature_is_valid authentication.pdf Authentication
equal 'PINs that the card saw' "$(card_counter verify_pins)" 0

step 'Signature: the PIN for each'
does 1 sign Signature odt signature.odt right
xml_signature_is_valid signature.odt Signature
does 0 sign Signature pdf signature.pdf right
pdf_signature_is_valid signature.pdf Signature
equal 'tries left' "$(card_control tries)" 3

step 'Signature with a wrong PIN. LibreOffice says that it signed the document, but it did not'
spends_one_try sign Signature odt wrong.odt wrong
must_fail xml_signature_is_valid wrong.odt Signature
logs_in
spends_one_try sign Signature pdf wrong.pdf wrong
[[ $answer == 'failed '* ]] || fail 'It should not have exported.'
logs_in

step 'The card in a reader with a PIN pad: what is typed into the window does not reach it'
end_office
stop_card 0
start_ccid_card "$persona"
start_office
card_control_in ccid counters reset >/dev/null
pad_user type "$virtual_pin"
does 1 list wrong
does 0 sign Authentication odt pad-authentication.odt
xml_signature_is_valid pad-authentication.odt Authentication
pad_user type "$virtual_pin"
does 1 sign Signature odt pad-signature.odt wrong
xml_signature_is_valid pad-signature.odt Signature
pad_user type "$virtual_pin"
does 0 sign Signature pdf pad-signature.pdf none
pdf_signature_is_valid pad-signature.pdf Signature
equal 'PINs that the card saw' "$(card_counter verify_pins ccid)" 3
equal 'tries left' "$(card_control_in ccid tries)" 3

end_office
