# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Completion of openbeid(1) for bash.

_openbeid() {
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local commands='status readers card certificates identity pin login-test doctor explain report browsers'
    local options='--json --reader --wait --quiet --verbose --lang --help'
    local certificates='authentication signature ca root national-register'
    case $previous in
    --lang) mapfile -t COMPREPLY < <(compgen -W 'fr nl de en' -- "$word") && return ;;
    --format) mapfile -t COMPREPLY < <(compgen -W 'pem der' -- "$word") && return ;;
    --output | --photo | --module | --test-root)
        mapfile -t COMPREPLY < <(compgen -f -- "$word") && return
        ;;
    esac
    case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
    *' certificates '*' show '*) options+=" $certificates" ;;
    *' certificates '*' export '*) options+=" $certificates --format --chain --output" ;;
    *' certificates '*' verify '*) options+=' --online --test-root' ;;
    *' certificates '*) options+=' list show export verify' ;;
    *' pin '*' test '* | *' pin '*' change '*) options+=' --pin-fd --last-try --module' ;;
    *' pin '*) options+=' status test change' ;;
    *' login-test '*) options+=' --module --online --pin-fd --last-try' ;;
    *' browsers '*' enable '*) options+=' --module --replace-official --fix-opensc --system' ;;
    *' browsers '*) options+=' status enable disable repair --module --system' ;;
    *' identity '*) options+=' --photo --prove-chip --test-root' ;;
    *' doctor '*) options+=' --fix --online --module --test-root' ;;
    *' report '*) options+=' --output --module' ;;
    *' explain '*) options+=" $(openbeid explain 2>/dev/null | cut -d : -f 1)" ;;
    *) options+=" $commands --version" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
}
complete -F _openbeid openbeid
