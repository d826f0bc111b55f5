# cpack: a .deb (systemd unit, user, /etc/patchbay) and a .tar.gz that runs from wherever it is unpacked.
set(PATCHBAY_PACKAGING ${CMAKE_CURRENT_LIST_DIR}/packaging)

install(FILES ${PATCHBAY_PACKAGING}/patchbay.toml DESTINATION ${CMAKE_INSTALL_DATADIR}/patchbay)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PATCHBAY_PACKAGING}/patchbay.service DESTINATION ${CMAKE_INSTALL_DATADIR}/patchbay)
install(DIRECTORY docs/operator/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/operator FILES_MATCHING PATTERN "*.md")

set(CPACK_PACKAGE_NAME patchbay)
set(CPACK_PACKAGE_VENDOR "Patchbay maintainers")
set(CPACK_PACKAGE_CONTACT "Patchbay maintainers <maintainers@patchbay.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Customer support made of plugins: help centre, search, and the channels you turn on")
set(CPACK_PACKAGE_DESCRIPTION
    "A small native host that loads each channel and each kind of content as a plugin. One process, one configuration\n"
    "file, no other service: articles, search in several languages, accounts and the frame for chat and mail.")
set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_FILE_NAME "patchbay-${PROJECT_VERSION}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, tzdata, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "systemd")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${PATCHBAY_PACKAGING}/conffiles;${PATCHBAY_PACKAGING}/postinst;${PATCHBAY_PACKAGING}/prerm;${PATCHBAY_PACKAGING}/postrm")
# What only a .deb has: files outside the prefix. Read by cpack itself, per generator.
set(CPACK_PROJECT_CONFIG_FILE ${PATCHBAY_PACKAGING}/generator.cmake)
set(CPACK_PATCHBAY_PACKAGING ${PATCHBAY_PACKAGING})
include(CPack)
