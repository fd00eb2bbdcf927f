#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# wpa_supplicant.sh PERSONA 1.2|1.3: the EAP-TLS client of wpa_supplicant, in its test program eapol_test,
# logs in to a network whose server is hostapd.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1 version=$2
need_engine
find_program eapol_test eapoltest
eapol_test=$found_program
find_program hostapd hostapd
# Unpacked, it has its libraries beside it.
export LD_LIBRARY_PATH=$repository/build/unpacked/lib/x86_64-linux-gnu:$repository/build/unpacked/usr/lib/x86_64-linux-gnu

# A network's server: answers by RADIUS on loopback, with a certificate for localhost.
start_hostapd() {
    local line
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.pem \
        -subj /CN=localhost -days 2 -addext 'keyUsage=digitalSignature,keyCertSign' 2>openssl.log
    printf '127.0.0.1/32 secret\n' >clients
    printf '* TLS\n' >users
    cat >hostapd.conf <<SETTINGS
driver=none
radius_server_clients=$TMPDIR/clients
radius_server_auth_port=1812
eap_server=1
eap_user_file=$TMPDIR/users
ca_cert=$OPENBEID_VIRTUAL_CARD_DIR/ca/chain.pem
server_cert=$TMPDIR/server.pem
private_key=$TMPDIR/server.key
SETTINGS
    [[ $version != 1.3 ]] || printf 'tls_flags=[ENABLE-TLSv1.3]\n' >>hostapd.conf
    if short_keys "$persona"; then
        printf 'openssl_ciphers=DEFAULT@SECLEVEL=0\n' >>hostapd.conf
    fi
    exec {hostapd_log}< <(exec "$found_program" -d hostapd.conf 2>&1)
    hostapd_process=$!
    while IFS= read -r -t 60 line <&"$hostapd_log"; do
        printf '%s\n' "$line" >>hostapd.log
        if [[ $line == *AP-ENABLED* ]]; then
            cat <&"$hostapd_log" >>hostapd.log &
            return
        fi
    done
    fail 'hostapd does not start.' "$(cat hostapd.log)"
}

# It loads modules from /usr/lib only, where packages install them.
installed=$(pkg-config --variable=p11_module_path p11-kit-1)
cmake --install "$build" --component module --prefix "$TMPDIR/prefix" >install.log
mount --bind "$(dirname "$(find "$TMPDIR/prefix" -name openbeid-pkcs11.so)")" "$installed"
start_card "$persona"
start_hostapd
case $version in
1.2) versions='tls_disable_tlsv1_2=0 tls_disable_tlsv1_3=1' ;;
1.3) versions='tls_disable_tlsv1_2=1 tls_disable_tlsv1_3=0' ;;
esac
(
    umask 077
    cat >network.conf <<SETTINGS
pkcs11_engine_path=$(openssl version -e | sed 's/.*"\(.*\)"/\1/')/pkcs11.so
pkcs11_module_path=$installed/openbeid-pkcs11.so
network={
    key_mgmt=IEEE8021X
    eap=TLS
    identity="holder"
    ca_cert="$TMPDIR/server.pem"
    engine=1
    engine_id="pkcs11"
    key_id="$key_uri;type=private"
    cert_id="$key_uri;type=cert"
    pin="$virtual_pin"
    phase1="tls_disable_tlsv1_0=1 tls_disable_tlsv1_1=1 $versions"
}
SETTINGS
)
card_control counters reset >/dev/null
unless_refused 'ca md too weak' "wpa_supplicant refuses the SHA-1 signatures of applet 1.1's certificates" \
    "$eapol_test" -c network.conf -s secret -t 120
grep -q 'CTRL-EVENT-EAP-SUCCESS' outcome || fail 'No success.'
equal 'TLS version' "$(sed -n 's/^SSL: Using TLS version //p' outcome | sort -u)" "TLSv$version"
equal 'PINs that the card saw' "$(card_counter verify_pins)" 1
equal 'signatures' "$(card_counter signatures_82)" 1
kill "$hostapd_process"
stop_card 0
