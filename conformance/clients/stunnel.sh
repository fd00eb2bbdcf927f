#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# stunnel.sh PERSONA 1.2|1.3: stunnel logs in with the engine of libp11, for a program that knows no TLS.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1 version=$2
need curl curl
need_engine
find_program stunnel4 stunnel4

# Starts it; returns when it listens.
start_stunnel() {
    local line
    (
        umask 077
        cat >stunnel.conf <<SETTINGS
foreground = yes
pid =
debug = 6
syslog = no
engine = pkcs11
engineCtrl = MODULE_PATH:$module
engineCtrl = PIN:$virtual_pin
engineCtrl = FORCE_LOGIN
[portal]
client = yes
accept = 127.0.0.1:8080
connect = 127.0.0.1:$portal_port
engineId = pkcs11
cert = $key_uri;type=cert
key = $key_uri;type=private
CAfile = $portal_root
verifyChain = yes
checkHost = localhost
sslVersion = TLSv$version
securityLevel = $security_level
SETTINGS
    )
    exec {stunnel_log}< <(exec "$found_program" stunnel.conf 2>&1)
    stunnel_process=$!
    while IFS= read -r -t 60 line <&"$stunnel_log"; do
        printf '%s\n' "$line"
        [[ $line != *'Configuration successful'* ]] || return 0
    done
    fail 'stunnel does not start.'
}

start_card "$persona"
security_level=2
if short_keys "$persona"; then
    security_level=0
fi
start_portal_for "$persona" "$version"
card_control counters reset >/dev/null
start_stunnel
curl --silent --show-error --max-time 60 --header 'Connection: close' http://127.0.0.1:8080/ || true
kill "$stunnel_process"
cat <&"$stunnel_log" | tee stunnel.log
unless_refused 'Mechanism invalid' "$(openssl_reason "$version" libp11)" eval '! grep "Mechanism invalid" stunnel.log'
portal_admits "$version"
stop_card 0
