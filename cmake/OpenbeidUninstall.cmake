# SPDX-License-Identifier: Apache-2.0
# cmake -D BUILD=<build folder> -P OpenbeidUninstall.cmake, which is the target "uninstall": removes
# what `cmake --install` of this build has written last ($DESTDIR as then), and the folders that are
# ours alone. Settings and what programs were told about the module are left alone.
file(GLOB manifests "${BUILD}/install_manifest*.txt")
if(NOT manifests)
    message(FATAL_ERROR "Nothing of this build is installed: ${BUILD} has no install_manifest.txt")
endif()
foreach(manifest IN LISTS manifests)
    file(STRINGS "${manifest}" files)
    foreach(file IN LISTS files)
        message(STATUS "Removing: $ENV{DESTDIR}${file}")
        file(REMOVE "$ENV{DESTDIR}${file}")
        cmake_path(GET file PARENT_PATH folder)
        list(APPEND folders "${folder}")
    endforeach()
    file(REMOVE "${manifest}")
endforeach()

list(REMOVE_DUPLICATES folders)
foreach(folder IN LISTS folders)
    cmake_path(GET folder FILENAME name)
    file(GLOB content "$ENV{DESTDIR}${folder}/*")
    if(name MATCHES "^(openbeid|OpenBeID)$" AND NOT content)
        file(REMOVE_RECURSE "$ENV{DESTDIR}${folder}")
    endif()
endforeach()
