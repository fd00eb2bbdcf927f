# SPDX-License-Identifier: Apache-2.0
# openbeid_room(<name> [SOURCES <file>...] [ROOMS <room>...] [LIBRARIES <target>...])
#
# One room of lib/: a static library (or headers only) whose headers are found as "<name>/file.hpp", and only by
# those that link it or a room that stands on it. So an include against the order of the rooms
# does not compile. The include directory holds nothing but a link to the room.
function(openbeid_room name)
    cmake_parse_arguments(arg "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
    set(include_dir "${PROJECT_BINARY_DIR}/rooms/${name}")
    file(MAKE_DIRECTORY "${include_dir}")
    file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${include_dir}/${name}" SYMBOLIC)
    list(TRANSFORM arg_ROOMS PREPEND openbeid_)

    set(include_dirs "${include_dir}" "${PROJECT_SOURCE_DIR}/include")
    if(arg_SOURCES)
        add_library(openbeid_${name} STATIC ${arg_SOURCES})
        target_include_directories(openbeid_${name} PUBLIC ${include_dirs})
        target_link_libraries(openbeid_${name}
            PUBLIC ${arg_ROOMS} ${arg_LIBRARIES}
            PRIVATE openbeid_options)
    else()
        add_library(openbeid_${name} INTERFACE)
        target_include_directories(openbeid_${name} INTERFACE ${include_dirs})
        target_link_libraries(openbeid_${name} INTERFACE ${arg_ROOMS} ${arg_LIBRARIES})
    endif()
endfunction()
