# SPDX-License-Identifier: Apache-2.0
# What every target is compiled with: the standard, warnings, hardening and sanitizers.
# openbeid_options is linked PRIVATE, so nothing of it reaches those who use the library.

include(CheckCXXCompilerFlag)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(openbeid_options INTERFACE)
target_compile_features(openbeid_options INTERFACE cxx_std_20)
target_compile_options(openbeid_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wdouble-promotion -Wformat=2
    -Wimplicit-fallthrough -Wswitch-enum
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
    $<$<BOOL:${OPENBEID_WERROR}>:-Werror>
    -fstack-protector-strong)
# Processors that have it refuse jumps to where none is meant. clang takes options of the others, too,
# and then warns of them.
set(hardening -fstack-clash-protection)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    list(APPEND hardening -fcf-protection)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    list(APPEND hardening -mbranch-protection=standard)
endif()
foreach(option IN LISTS hardening)
    string(MAKE_C_IDENTIFIER "has${option}" has_option)
    check_cxx_compiler_flag(${option} ${has_option})
    if(${has_option})
        target_compile_options(openbeid_options INTERFACE ${option})
    endif()
endforeach()
# Where `long` has 32 bits, stat() and readdir() refuse files with larger numbers else.
target_compile_definitions(openbeid_options INTERFACE _GLIBCXX_ASSERTIONS _FILE_OFFSET_BITS=64)
target_link_options(openbeid_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)

if(OPENBEID_SANITIZE)
    target_compile_options(openbeid_options INTERFACE
        -fsanitize=${OPENBEID_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(openbeid_options INTERFACE -fsanitize=${OPENBEID_SANITIZE})
else()
    # Sanitizer runtimes are undefined in a shared object, and fortified calls escape them.
    target_link_options(openbeid_options INTERFACE -Wl,-z,defs)
    target_compile_options(openbeid_options INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
endif()
if(OPENBEID_FUZZ)
    target_compile_options(openbeid_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(OPENBEID_COVERAGE)
    target_compile_options(openbeid_options INTERFACE
        -fprofile-instr-generate -fcoverage-mapping)
    target_link_options(openbeid_options INTERFACE -fprofile-instr-generate)
endif()
