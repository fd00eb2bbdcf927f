# SPDX-License-Identifier: Apache-2.0
# Completion of openbeid(1) for fish.
complete -c openbeid -f
complete -c openbeid -l json
complete -c openbeid -l reader -x
complete -c openbeid -l wait
complete -c openbeid -l quiet
complete -c openbeid -l verbose
complete -c openbeid -l lang -x -a 'fr nl de en'
complete -c openbeid -l help
complete -c openbeid -n __fish_use_subcommand -a 'status readers card certificates identity pin login-test doctor explain report browsers'
complete -c openbeid -n '__fish_seen_subcommand_from certificates; and not __fish_seen_subcommand_from list show export verify' -a 'list show export verify'
complete -c openbeid -n '__fish_seen_subcommand_from show export' -a 'authentication signature ca root national-register'
complete -c openbeid -n '__fish_seen_subcommand_from export' -l format -x -a 'pem der'
complete -c openbeid -n '__fish_seen_subcommand_from export' -l chain
complete -c openbeid -n '__fish_seen_subcommand_from export report' -l output -r -F
complete -c openbeid -n '__fish_seen_subcommand_from identity' -l photo -r -F
complete -c openbeid -n '__fish_seen_subcommand_from identity' -l prove-chip
complete -c openbeid -n '__fish_seen_subcommand_from identity verify doctor' -l test-root -r -F
complete -c openbeid -n '__fish_seen_subcommand_from pin; and not __fish_seen_subcommand_from status test change' -a 'status test change'
complete -c openbeid -n '__fish_seen_subcommand_from test change login-test' -l pin-fd -x
complete -c openbeid -n '__fish_seen_subcommand_from test change login-test' -l last-try
complete -c openbeid -n '__fish_seen_subcommand_from browsers; and not __fish_seen_subcommand_from status enable disable repair' -a 'status enable disable repair'
complete -c openbeid -n '__fish_seen_subcommand_from browsers doctor report login-test test change' -l module -r -F
complete -c openbeid -n '__fish_seen_subcommand_from login-test' -l online -x
complete -c openbeid -n '__fish_seen_subcommand_from verify doctor' -l online
complete -c openbeid -n '__fish_seen_subcommand_from enable' -l replace-official
complete -c openbeid -n '__fish_seen_subcommand_from enable' -l fix-opensc
complete -c openbeid -n '__fish_seen_subcommand_from browsers' -l system
complete -c openbeid -n '__fish_seen_subcommand_from doctor' -l fix
complete -c openbeid -n '__fish_seen_subcommand_from explain' -a '(openbeid explain 2>/dev/null | string split -f 1 :)'
