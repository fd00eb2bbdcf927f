# SPDX-License-Identifier: Apache-2.0
# What a program needs to find the installed library: a CMake package and a pkg-config file.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/OpenBeID")

install(EXPORT OpenBeID NAMESPACE OpenBeID:: FILE OpenBeIDTargets.cmake
    DESTINATION "${package_dir}" COMPONENT development)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/OpenBeIDConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/OpenBeIDConfig.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/OpenBeIDConfigVersion.cmake"
    COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/OpenBeIDConfig.cmake"
              "${PROJECT_BINARY_DIR}/OpenBeIDConfigVersion.cmake"
    DESTINATION "${package_dir}" COMPONENT development)

file(RELATIVE_PATH OPENBEID_PREFIX_FROM_PC
    "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/openbeid.pc.in"
    "${PROJECT_BINARY_DIR}/openbeid.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/openbeid.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
