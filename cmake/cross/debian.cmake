# SPDX-License-Identifier: Apache-2.0
# What the toolchain files of this folder have in common: Debian's cross compiler, and its libraries in
# the folder of that architecture. Programs of a build run under qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_CXX_COMPILER ${triplet}-g++)
set(PKG_CONFIG_EXECUTABLE /usr/bin/${triplet}-pkg-config CACHE FILEPATH "pkg-config of that architecture")
