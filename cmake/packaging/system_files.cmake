# Puts the unit and the configuration where a Debian system looks for them.
set(root ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/usr/?$" "" root "${root}")
file(INSTALL ${CPACK_PATCHBAY_PACKAGING}/patchbay.service DESTINATION ${root}/lib/systemd/system)
file(INSTALL ${CPACK_PATCHBAY_PACKAGING}/patchbay.toml DESTINATION ${root}/etc/patchbay)
file(MAKE_DIRECTORY ${root}/etc/patchbay/conf.d)
