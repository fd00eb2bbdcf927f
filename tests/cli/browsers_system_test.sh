#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Registration in Firefox and Thunderbird for all users: in policies of any form, of which nothing is lost; undone
# without a trace; refused where it would harm.
# shellcheck disable=SC2016 # what is in quotes are programs for jq
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need jq jq
in_private_pcscd "$@"
unset XDG_DATA_HOME XDG_CONFIG_HOME

# An /etc of our own, and no policies beside the program.
mkdir etc
cp /etc/{passwd,group,nsswitch.conf,ld.so.cache} etc
mount --bind etc /etc
for folder in /usr/lib/firefox-esr /usr/lib/firefox /usr/lib64/firefox /opt/firefox \
    /usr/lib/thunderbird /usr/lib64/thunderbird /opt/thunderbird; do
    [[ ! -e $folder ]] || mount -t tmpfs nothing "$folder"
done
policies=/etc/firefox/policies/policies.json

system() { # EXIT-CODE VERB [OPTION...]
    exits "$1" browsers "$2" --system --module "$module" "${@:3}"
}

policies_are() { # JSON-FILE: in meaning
    diff <(jq --sort-keys . "$policies") <(jq --sort-keys . "$1") || fail "These policies were expected: $1"
}

state_is() { # STATE
    system 0 status --json
    equal 'state' "$(jq --raw-output '.policies[0].state' out)" "$1"
}

# Policies that have to come out of enable and disable as they were.
survive() { # FILTER that adds the module
    cp before "$policies"
    jq --arg ours "$module" "$1" before >wanted
    system 0 enable --json
    equal 'result' "$(jq --raw-output '.policies[0].result' out)" changed
    policies_are wanted
    state_is registered
    cp "$policies" once
    system 0 enable --json
    equal 'result of a second time' "$(jq --raw-output '.policies[0].result' out)" unchanged
    cmp once "$policies"
    system 0 disable --json
    equal 'result' "$(jq --raw-output '.policies[0].result' out)" changed
    policies_are before
    state_is not_registered
    cp "$policies" once
    system 0 disable --json
    equal 'result of a second time' "$(jq --raw-output '.policies[0].result' out)" unchanged
    cmp once "$policies"
}

step 'No policies yet: made, for everybody to read, and gone without a trace'
state_is not_registered
(umask 077 && system 0 enable)
says 'Firefox of all users (/etc/firefox/policies/policies.json): done'
says 'no registration for all users exists'
printf '{"policies":{"SecurityDevices":{"Add":{"Belgian eID":"%s"}}}}' "$module" >wanted
policies_are wanted
equal 'modes' "$(stat --format %a /etc/firefox /etc/firefox/policies "$policies" | xargs)" '755 755 644'
state_is registered
says '"browser": "Thunderbird"'
cmp "$policies" /etc/thunderbird/policies/policies.json
PATH=$TMPDIR/no-programs exits 0 browsers status --module "$module"
says 'No browser with a profile was found.'
says 'Firefox of all users (/etc/firefox/policies/policies.json): registered'
PATH=$TMPDIR/no-programs exits 0 browsers status --json --module "$module"
equal 'policies' "$(jq -r '[.policies[].state] | join(" ")' out)" 'registered registered'
mkdir -p "$HOME/.config/chromium"
exits 0 browsers status --module "$module"
says 'Firefox of all users (/etc/firefox/policies/policies.json): registered'
system 0 disable
[[ ! -e /etc/firefox && ! -e /etc/thunderbird ]] || fail 'Something was left.' "$(find /etc/firefox /etc/thunderbird)"
system 0 disable
[[ ! -e /etc/firefox ]] || fail 'Something was made.'

step 'What one of them has does not hold up the other'
mkdir -p "${policies%/*}"
printf '{' >"$policies"
system 1 enable
says 'Firefox ignores it' err
says "$module" /etc/thunderbird/policies/policies.json
system 0 status --json
equal 'states' "$(jq --raw-output '[.policies[].state] | join(" ")' out)" 'unreadable registered'
system 1 disable
[[ ! -e /etc/thunderbird ]] || fail 'Something was left.'
rm "$policies"
mkdir -p /etc/thunderbird/policies
printf '{"policies":{"DisableTelemetry":true}}' >/etc/thunderbird/policies/policies.json
system 0 enable
jq --exit-status '.policies | .DisableTelemetry and .SecurityDevices' /etc/thunderbird/policies/policies.json >/dev/null
system 0 disable
equal 'the file' "$(jq --compact-output . /etc/thunderbird/policies/policies.json)" '{"policies":{"DisableTelemetry":true}}'
rm -r /etc/thunderbird
[[ ! -e /etc/firefox ]] || fail 'Something was left.'

step 'Other policies stay, in any form'
mkdir -p "${policies%/*}"
printf '{"policies":{"DisableTelemetry":true,"Homepage":{"URL":"https://example.org/\\u00e9"}},"x":[1,2.5]}' >before
survive '.policies.SecurityDevices.Add["Belgian eID"] = $ours'
printf '{"policies":{"SecurityDevices":{"Add":{"Other":"/usr/lib/other.so"},"Delete":["Old","Belgian eID"]}}}' >before
survive '.policies.SecurityDevices.Add["Belgian eID"] = $ours'
printf '{"policies":{"SecurityDevices":{"Delete":["Old"]}}}' >before
survive '.policies.SecurityDevices.Add["Belgian eID"] = $ours'
# The old form, which Firefox does not read any more as soon as there is an "Add".
printf '{"policies":{"SecurityDevices":{"Other":"/usr/lib/other.so"}}}' >before
survive '.policies.SecurityDevices["Belgian eID"] = $ours'
printf '{"policies":{"SecurityDevices":{"Add":{"Belgian eID":"/usr/lib/other.so"}}}}' >before
survive '.policies.SecurityDevices.Add["OpenBeID"] = $ours'

step 'Owner, mode and a link stay'
printf '{"policies":{"DisableTelemetry":true}}' >/etc/real.json
chmod 640 /etc/real.json
ln -sf ../../real.json "$policies"
system 0 enable
[[ -L $policies ]] || fail 'The link is no link any more.'
equal 'mode' "$(stat --format %a /etc/real.json)" 640
jq --exit-status '.policies | .DisableTelemetry and .SecurityDevices' /etc/real.json >/dev/null
equal 'files' "$(ls /etc/firefox/policies)" policies.json
rm "$policies"

step 'A wrong path is mended, in its place or by repair; repair adds nothing'
printf '{"policies":{"SecurityDevices":{"Add":{"A":"/nowhere/openbeid-pkcs11.so","B":"/b.so"}}}}' >"$policies"
state_is wrong_path
system 0 repair
printf '{"policies":{"SecurityDevices":{"Add":{"B":"/b.so","Belgian eID":"%s"}}}}' "$module" >wanted
policies_are wanted
printf '{"policies":{}}' >"$policies"
system 0 repair
equal 'the file' "$(<"$policies")" '{"policies":{}}'
rm "$policies"
system 0 repair
[[ ! -e $policies ]] || fail 'repair has made a file.'

step "The official middleware's entry, when asked"
printf '{"policies":{"SecurityDevices":{"Add":{"Belgium eID":"/usr/lib/libbeidpkcs11.so.0"}}}}' >"$policies"
system 0 enable
equal 'entries' "$(jq '.policies.SecurityDevices.Add | length' "$policies")" 2
system 0 enable --replace-official
equal 'entries' "$(jq --compact-output '.policies.SecurityDevices.Add | keys' "$policies")" '["Belgian eID"]'

step 'What is not valid is refused, and not touched'
for text in '' '{' '[]' '{"policies":[]}' '{"policies":{"SecurityDevices":"x"}}' \
    '{"policies":{"SecurityDevices":{"Add":["x"]}}}' '{"policies":{}} x' '{"policies":{/* x */}}'; do
    printf '%s' "$text" >"$policies"
    state_is unreadable
    for verb in enable disable repair; do
        system 1 $verb --json
        equal 'error' "$(jq --raw-output .error.code out)" policy_unreadable
        equal 'the file' "$(<"$policies")" "$text"
    done
    system 1 enable
    says 'is not valid: nothing of it was changed' err
done

step 'Not root'
printf '{"policies":{"DisableTelemetry":true}}' >"$policies"
chmod 555 /etc/firefox/policies
as_somebody=(setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all) # root without its powers
"${as_somebody[@]}" "$cli" browsers enable --system --module "$module" >out 2>err && fail 'It says that it worked.'
says 'Repeat this as root' err
says 'Permission denied' err
equal 'the file' "$(<"$policies")" '{"policies":{"DisableTelemetry":true}}'
equal 'files' "$(ls /etc/firefox/policies)" policies.json
"${as_somebody[@]}" "$cli" browsers status --system --module "$module" >out
says 'NOT registered'
chmod 755 /etc/firefox/policies

step 'Policies beside the program are not hidden by a new file'
rm -r /etc/firefox
beside=
for folder in /usr/lib/firefox-esr /usr/lib/firefox /usr/lib64/firefox /opt/firefox; do
    [[ ! -d $folder ]] || beside=$folder/distribution
done
if [[ -n $beside ]]; then
    mkdir "$beside"
    printf '{"policies":{"DisableTelemetry":true}}' >"$beside/policies.json"
    state_is elsewhere
    system 1 enable --json
    equal 'error' "$(jq --raw-output .error.code out)" policy_elsewhere
    [[ ! -e /etc/firefox ]] || fail 'A file was made.'
    system 0 disable
    mkdir -p "${policies%/*}"
    mv "$beside/policies.json" "$policies"
    system 0 enable
    jq --exit-status '.policies | .DisableTelemetry and .SecurityDevices' "$policies" >/dev/null
else
    printf 'SKIPPED: no Firefox is installed (Debian package firefox-esr)\n'
    mkdir -p "${policies%/*}"
    system 0 enable
fi

step 'What is registered for all users counts in every profile of Firefox and Thunderbird'
profile=$HOME/.mozilla/firefox/abc.default
mkdir -p "$profile"
printf '[Profile0]\nIsRelative=1\nPath=abc.default\n' >"$HOME/.mozilla/firefox/profiles.ini"
mkdir -p "$HOME/.thunderbird/mail.default"
printf '[Profile0]\nIsRelative=1\nPath=mail.default\n' >"$HOME/.thunderbird/profiles.ini"
exits 0 browsers status --json --module "$module"
for program in Firefox Thunderbird; do
    equal 'state' "$(jq --raw-output ".databases[] | select(.browser == \"$program\") | .state" out)" registered
done
"$cli" doctor --json --module "$module" >out </dev/null || true
equal 'doctor' "$(jq --raw-output '.findings[] | select(.evidence | endswith("abc.default")) | .code' out)" \
    browser-registered
