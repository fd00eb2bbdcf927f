# SPDX-License-Identifier: Apache-2.0
# openbeid_install_configured(<template> <name> <destination> <component>): installs a file that
# names other installed files by their paths, which are known only now: `cmake --install --prefix`
# may move all of them. The template can say
#   @MODULE@         path of the PKCS#11 module
#   @MODULE_NAME@    the same for p11-kit: only its name, if p11-kit looks where it is
#   @MODULE_LINK@    the same for the official middleware's name of the module
#   @LIB_DIR@        folder of the libraries
#   @INCLUDE_DIR@    folder of the headers
#   @PROXY@          path of p11-kit's own module
pkg_get_variable(OPENBEID_P11_KIT_MODULE_DIR p11-kit-1 p11_module_path)
pkg_get_variable(OPENBEID_P11_KIT_PROXY p11-kit-1 proxy_module)

function(openbeid_install_configured template name destination component)
    set(configured "${CMAKE_CURRENT_BINARY_DIR}/configured/${name}")
    install(CODE "
        set(PREFIX \"\${CMAKE_INSTALL_PREFIX}\")
        set(LIB_DIR [[${CMAKE_INSTALL_LIBDIR}]])
        cmake_path(ABSOLUTE_PATH LIB_DIR BASE_DIRECTORY \"\${PREFIX}\" NORMALIZE)
        set(INCLUDE_DIR [[${CMAKE_INSTALL_INCLUDEDIR}]])
        cmake_path(ABSOLUTE_PATH INCLUDE_DIR BASE_DIRECTORY \"\${PREFIX}\" NORMALIZE)
        set(PROXY [[${OPENBEID_P11_KIT_PROXY}]])
        set(MODULE \"\${LIB_DIR}/pkcs11/openbeid-pkcs11.so\")
        if(\"\${LIB_DIR}/pkcs11\" STREQUAL [[${OPENBEID_P11_KIT_MODULE_DIR}]])
            set(MODULE_NAME openbeid-pkcs11.so)
            set(MODULE_LINK beidpkcs11.so)
        else()
            set(MODULE_NAME \"\${MODULE}\")
            set(MODULE_LINK \"\${LIB_DIR}/pkcs11/beidpkcs11.so\")
        endif()
        configure_file([[${CMAKE_CURRENT_SOURCE_DIR}/${template}]] [[${configured}]] @ONLY)
        file(INSTALL [[${configured}]] DESTINATION \"\${PREFIX}/${destination}\")"
        COMPONENT ${component})
endfunction()

if(PROJECT_IS_TOP_LEVEL)
    add_custom_target(uninstall
        COMMAND "${CMAKE_COMMAND}" -D "BUILD=${CMAKE_BINARY_DIR}"
                -P "${CMAKE_CURRENT_LIST_DIR}/OpenbeidUninstall.cmake"
        VERBATIM)
endif()
