# Read by cpack before each generator runs.
if(CPACK_GENERATOR STREQUAL "DEB")
  list(APPEND CPACK_INSTALL_SCRIPTS ${CPACK_PATCHBAY_PACKAGING}/system_files.cmake)
else()
  # A tarball unpacks into one folder and runs from there.
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
  set(CPACK_SET_DESTDIR OFF)
endif()
