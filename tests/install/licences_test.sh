#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# licences_test.sh [--reuse]: every file that can hold a comment says its licence, and only licences
# that the packages' copyright file tells. With --reuse, the tool of REUSE gives its opinion too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# What is not of the commit is nobody's business: build folders and editors' files.
files() {
    git ls-files --cached --others --exclude-standard 2>/dev/null ||
        find . -path './build*' -prune -o -type f -printf '%P\n'
}

can_hold_a_comment() { # FILE
    case $1 in
    tests/cli/golden/* | tests/data/* | tests/fuzz/corpus/* | conformance/clients/clients.txt) return 1 ;;
    *.cpp | *.hpp | *.c | *.h | *.py | *.sh | *.cmake | CMakeLists.txt | */CMakeLists.txt) ;;
    *.cmake.in | *.module.in | *.pc.in | *.toml | *.xml | *.yml | *.po | *.fish | *.bash | *.patch | *.[1-8]) ;;
    *.* | LICENSE | cmake/packaging/debian/* | tests/mutants/*) return 1 ;;
    *) ;; # scripts
    esac
}

tag='SPDX-License-'"Identifier" # in two parts, or reuse takes this line for one
mapfile -t known < <(sed -n 's/^License: //p' cmake/packaging/debian/copyright | sort -u)
mapfile -t checked < <(files | while IFS= read -r file; do
    ! can_hold_a_comment "$file" || printf '%s\n' "$file"
done)
printf '%d files are to say their licence.\n' "${#checked[@]}"
((${#checked[@]} > 500))
without=$(grep --files-without-match -E "$tag: ($(IFS='|' && printf '%s' "${known[*]}"))( |\$)" \
    "${checked[@]}" || true)
if [[ -n $without ]]; then
    printf '%s\n' "$without" 'These say none, or none that cmake/packaging/debian/copyright knows.'
    exit 1
fi
[[ ${1:-} == --reuse ]] || exit 0

# reuse wants the texts of licences in a folder of that name.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
files | tar -cf - --files-from=- | tar -xf - -C "$copy"
mkdir "$copy/LICENSES"
cp LICENSE "$copy/LICENSES/Apache-2.0.txt"
sed -n '/^License: FSFAP$/,$ s/^ //p' cmake/packaging/debian/copyright >"$copy/LICENSES/FSFAP.txt"
reuse --root "$copy" lint
