#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# install_test.sh: installs into an empty folder, builds a program against what lies there, once
# with CMake's find_package and once with pkg-config, and reads an identity with both.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
example=$repository/tools/examples/read_identity.cpp

step 'Install'
cmake --install "$build" --prefix "$TMPDIR/prefix" >install.log
library_dir=$(dirname "$(find prefix -name 'libopenbeid.so.0' -print -quit)")
[[ -n $(find prefix -name openbeid-pkcs11.so) ]] || fail 'The module was not installed.'

step 'A program by find_package'
mkdir consumer
cp "$example" consumer/main.cpp
cat >consumer/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES CXX)
find_package(OpenBeID 0.1 REQUIRED)
add_executable(consumer main.cpp)
target_link_libraries(consumer PRIVATE OpenBeID::openbeid)
END
cmake -S consumer -B consumer/build -DCMAKE_PREFIX_PATH="$TMPDIR/prefix" >consumer.log
cmake --build consumer/build >>consumer.log

step 'The same by pkg-config'
export PKG_CONFIG_PATH=$TMPDIR/$library_dir/pkgconfig
read -ra flags < <(pkg-config --define-variable=prefix="$TMPDIR/prefix" --cflags --libs openbeid)
"${CXX:-c++}" "$example" -o consumer/by-pkg-config "${flags[@]}"

start_card v18-citizen
pkcs11_tool --read-object --type cert --label Root --output-file root.der
openssl x509 -inform DER -in root.der -pubkey -noout |
    openssl pkey -pubin -outform DER -out root.spki
for program in consumer/build/consumer consumer/by-pkg-config; do
    step "$program"
    LD_LIBRARY_PATH=$library_dir "$program" root.spki | tee identity
    grep -qx 'authentic, for a test card' identity || fail 'It does not verify.'
    grep -q '^national number: [0-9.-]*$' identity || fail 'No national number.'
    must_fail env LD_LIBRARY_PATH="$library_dir" "$program"
done
stop_card 0
