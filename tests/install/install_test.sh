#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# install_test.sh: installs into an empty folder ($DESTDIR), where everything works as it lies there:
# the command line, a login through the module, and programs that are built with the library, once by
# CMake's find_package and once by pkg-config. Then uninstalls: nothing is left.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
example=$repository/tools/examples/read_identity.cpp
reference=$repository/tests/data/install/files.txt

step 'Install'
# The list of what was installed is the one of whoever uses this build, too.
manifest=$build/install_manifest.txt
keep_manifest() {
    rm -f "$manifest"
    [[ ! -e $TMPDIR/manifest ]] || mv "$TMPDIR/manifest" "$manifest"
}
[[ ! -e $manifest ]] || mv "$manifest" "$TMPDIR/manifest"
trap keep_manifest EXIT
export DESTDIR=$TMPDIR/root
cmake --install "$build" --prefix /opt/openbeid >install.log
mkdir uninstall
cp "$manifest" uninstall
prefix=$DESTDIR/opt/openbeid
library_dir=$(dirname "$(find "$prefix" -name 'libopenbeid.so.0' -print -quit)")
# Where libraries go is for the distribution to say.
(cd "$DESTDIR" && find . ! -type d) | sed "s|^\./opt/openbeid/${library_dir#"$prefix"/}/|./opt/openbeid/LIBDIR/|" |
    LC_ALL=C sort | diff "$reference" - || fail 'Other files are installed than the reference says.'
grep -x "module: /opt/openbeid/.*/pkcs11/openbeid-pkcs11.so" "$prefix/share/p11-kit/modules/openbeid.module" ||
    fail 'The p11-kit module file names another module.'

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
cmake -S consumer -B consumer/build -DCMAKE_PREFIX_PATH="$prefix" >consumer.log
cmake --build consumer/build >>consumer.log

step 'The same by pkg-config'
export PKG_CONFIG_PATH=$library_dir/pkgconfig
cp "$example" .
# shellcheck disable=SC2046
c++ read_identity.cpp -o read_identity $(pkg-config --cflags --libs openbeid)

start_card v18-citizen
pkcs11_tool --read-object --type cert --label Root --output-file root.der
openssl x509 -inform DER -in root.der -pubkey -noout |
    openssl pkey -pubin -outform DER -out root.spki
for program in consumer/build/consumer ./read_identity; do
    step "$program"
    LD_LIBRARY_PATH=$library_dir "$program" root.spki | tee identity
    grep -qx 'authentic, for a test card' identity || fail 'It does not verify.'
    grep -q '^national number: [0-9.-]*$' identity || fail 'No national number.'
    must_fail env LD_LIBRARY_PATH="$library_dir" "$program"
done

step 'The command line, and a login through the module that it finds beside itself'
"$prefix/bin/openbeid" status --lang nl | tee status
grep -q 'SPECIMEN\|kaart' status || fail 'No card, or no translations.'
write_pin pin
"$prefix/bin/openbeid" login-test --pin-fd 3 3<pin | tee logins
grep -q '^TLS 1.3, .*: logged in' logins || fail 'No login over TLS 1.3.'
stop_card 0

step 'Uninstall: what the target of that name runs, with the list of this test'
cmake --build "$build" --target uninstall -- -n -v | grep -F "$repository/cmake/OpenbeidUninstall.cmake"
cmake -D BUILD="$TMPDIR/uninstall" -P "$repository/cmake/OpenbeidUninstall.cmake" >uninstall.log
equal 'what is left' "$(find "$DESTDIR" ! -type d; find "$DESTDIR" -iname '*openbeid*' ! -path "$prefix")" ''
must_fail cmake -D BUILD="$TMPDIR/uninstall" -P "$repository/cmake/OpenbeidUninstall.cmake"
