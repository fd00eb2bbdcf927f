# SPDX-License-Identifier: Apache-2.0
# Several source files in one compilation, which takes much less time. The presets without this (debug,
# clang, tidy) compile each file by itself, so what a file forgets to include is found.
set(CMAKE_UNITY_BUILD ON CACHE BOOL "Compile several source files at once")
set(CMAKE_UNITY_BUILD_BATCH_SIZE 16 CACHE STRING "How many")
