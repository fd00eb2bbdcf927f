#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The doctor and the card: each situation is made for real, and found under its own code, with its
# next step in four languages. No try of a PIN is ever spent.
set -euo pipefail
# shellcheck source=tests/cli/doctor.sh
source "$(dirname "${BASH_SOURCE[0]}")/doctor.sh"
need openssl openssl
in_private_pcscd "$@"
hide_computer
spoken=(en) # golden_test.sh has what is said of each card in the others

# A certificate that is not one of the card's, for the file of Authentication.
put_certificate() { # FROM UNTIL, as openssl-ca(1) wants them
    openssl req -new -newkey rsa:2048 -nodes -keyout own.key -subj /CN=SPECIMEN -out own.request 2>/dev/null
    : >own.index
    printf '[ca]\ndefault_ca=own\n[own]\ndatabase=own.index\nnew_certs_dir=.\npolicy=any\n' >own.cnf
    printf 'default_md=sha256\nrand_serial=yes\n[any]\ncommonName=supplied\n' >>own.cnf
    openssl ca -batch -config own.cnf -selfsign -keyfile own.key -in own.request -notext \
        -startdate "$1" -enddate "$2" -out own.pem 2>ca.log || fail "$(cat ca.log)"
    openssl x509 -in own.pem -outform DER -out own.der
    card_control file 3F00/DF00/5038 "$(od -An -v -tx1 own.der | tr -d ' \n')" >/dev/null
}

step 'An empty reader'
finds card-none
card_is unknown

step 'A reader that is not there, beside others that are'
doctor_options=(--reader nowhere)
finds reader-unknown
card_is unknown
doctor_options=()

step 'The PIN'
start_card v17-citizen
finds reader-ready card-recognised pin-usable certificates-in-order
card_is in_order
equal 'tries on the card' "$(card_control tries)" 3
card_control tries 2 >/dev/null
finds pin-tries-lost
card_is in_order
card_control tries 3 >/dev/null

step 'The certificates'
put_certificate "$(date -u -d '+2 years' +%Y%m%d%H%M%SZ)" "$(date -u -d '+3 years' +%Y%m%d%H%M%SZ)"
finds certificate-not-yet-valid
card_is in_order
put_certificate "$(date -u -d '-2 years' +%Y%m%d%H%M%SZ)" "$(date -u -d '+9 days' +%Y%m%d%H%M%SZ)"
finds certificate-expires-soon
card_is in_order
card_control file 3F00/DF00/5038 3003020101 >/dev/null
finds certificate-damaged
says 'Authentication (to log in)'
says_not certificate-missing
card_is faulty
swap v17-citizen
card_control file 3F00/DF00/5039 3003020101 >/dev/null # not its holder's choice, as none would be
finds certificate-damaged
says 'Signature (legally binding)'
says_not signature-missing
card_is faulty

step 'Cards'
while read -r persona code verdict; do
    swap "$persona"
    tries=$(card_control tries)
    finds "$code"
    card_is "$verdict"
    equal "tries on $persona" "$(card_control tries)" "$tries"
done <<'END'
v11-citizen card-old pin_unknown
v11-citizen pin-tries-unknown pin_unknown
v17-minor signature-missing in_order
v17-kids certificate-missing faulty
v17-unactivated pin-not-activated faulty
v18-unactivated pin-not-activated faulty
v17-blocked pin-blocked faulty
v17-last-try pin-last-try in_order
v17-expired certificate-expired faulty
v18-future-atr certificates-in-order in_order
foreign card-foreign unknown
foreign-g card-foreign unknown
END

step 'Blocked: the next step is that of the generation'
swap v18-citizen
card_control tries 0 >/dev/null
finds pin-blocked
for language in en fr nl de; do
    examine "$language"
    "$cli" pin status --json --lang "$language" >pin.json
    equal "next step, $language" "$(next_step pin-blocked <"out.$language")" "$(json_text advice <pin.json)"
done

step 'A PIN of which the card does not tell whether it is blocked is not called usable'
swap v11-citizen
card_control tries 0 >/dev/null
finds pin-tries-unknown
says_not pin-usable
card_is pin_unknown
says 'Whether the PIN is blocked, this card does not tell.'

step 'A card in the other reader is found beside a foreign one'
swap foreign
start_card v18-citizen 1
finds certificates-in-order
says_not card-foreign
says_not card-several

step 'Two identity cards: the worst of them counts, and each finding says which it is about'
swap v17-blocked
finds card-several pin-blocked
card_is faulty
says "\"evidence\": \"$(reader_name 0), $(reader_name 1)\""
for finding in "0 pin-blocked" "1 pin-usable" "1 certificates-in-order"; do
    equal "card of $finding" "$(grep --after-context=3 "\"code\": \"${finding#* }\"" out |
        json_text evidence | tail -n 1)" "$(reader_name "${finding%% *}")"
done
swap v11-citizen
"$cli" doctor --module "$module" >out 2>err </dev/null || true
says "run: openbeid pin test --reader \"$(reader_name 0)\". A wrong PIN costs a try."
exits_with_pin 0 '1234\n' pin test --reader "$(reader_name 0)"
doctor_options=(--reader "$(reader_name 1)")
finds certificates-in-order
says_not card-several
card_is in_order
doctor_options=()
stop_card 1

step 'A disturbed exchange'
swap v17-citizen
disturb() { card_control fault status sw=6F00 ins=B0 >/dev/null; }
before_doctor=disturb
finds card-disturbed
card_is unknown # the computer can be the cause
before_doctor=:
card_control fault clear >/dev/null

step 'A card that another program keeps to itself: which one is told'
mkdir bin
cp "$pcsc_client" bin/scdaemon
coproc keeper { exec bin/scdaemon keep "$(reader_name)"; }
# shellcheck disable=SC2154 # coproc sets it
keeper_process=$keeper_PID keeper_input=${keeper[1]}
read -r line <&"${keeper[0]}"
equal 'other program' "$line" kept
finds_late card-held
says "scdaemon (process $keeper_process)"
card_is unknown
exec {keeper_input}>&-
wait "$keeper_process"
stop_card 0

step 'A mute card'
# Powered, it answers with what is no ATR, so that powering fails. (vpcd waits for ever for no answer.)
exec {mute}< <(exec perl -MIO::Socket::INET -e '
    $| = 1;
    my $reader = IO::Socket::INET->new("127.0.0.1:35963") or die "$!\n";
    my ($powered, $head, $message) = (0);
    while (read($reader, $head, 2) == 2 and read($reader, $message, unpack("n", $head))) {
        next if length($message) > 1;
        my $order = ord($message);
        if ($order == 4) { # wants the ATR
            my $atr = $powered ? "\x3B" x 40 : "\x3B\x65\x00\x00NOEID";
            syswrite $reader, pack("n", length $atr) . $atr;
        }
        $powered = $order == 1 || $order == 2;
    }')
mute_process=$!
wait_for_card present
finds card-mute
card_is unknown
kill "$mute_process"
exec {mute}<&-
wait_for_card empty
