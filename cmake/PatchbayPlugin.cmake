# patchbay_add_plugin(ID SOURCES files… [WEB dir] [LINK libs…] [INCLUDE dirs…] [INSTALL_DIR dir])
# patchbay_add_plugin(ID LIBRARY file.so [WEB dir] [INSTALL_DIR dir])      made by another build tool, see greeter-rust
#
# Makes <build>/plugins/<ID>/{plugin.json,<ID>.so,openapi.json,assets/,locales/} from the folder it is called in and
# installs it to lib/patchbay/plugins/<ID>. The library exports pbay_entry and nothing else; plugin.json gets the sha256 of the
# file. Works inside the source tree and after find_package(Patchbay).
#   WEB dir     a folder with build.mjs, run as `node build.mjs <out>/assets` after assets/ was copied, whenever a file in
#               it changed; it writes what the browser loads. Packages come from its lockfile, see PatchbayWeb.cmake
#   LINK        static, position-independent libraries; patchbay::plugin_json is Boost.JSON, hidden, built once
# The rules of the library alone, for tests and odd cases, are patchbay_plugin_flags(TARGET).
include_guard(GLOBAL)
include(GNUInstallDirs)

file(WRITE ${CMAKE_BINARY_DIR}/pbay.map "{ global: pbay_entry; local: *; };\n")

# Boost.JSON compiled into plugins: Debian's static library is not position-independent, and a shared one could be
# another version than the plugin next door was built with.
function(patchbay_plugin_json)
  if(TARGET patchbay_plugin_json OR NOT CMAKE_CXX_COMPILER_LOADED)
    return()
  endif()
  find_path(PATCHBAY_BOOST_INCLUDE boost/json/src.hpp)
  if(NOT PATCHBAY_BOOST_INCLUDE)
    return()
  endif()
  file(WRITE ${CMAKE_BINARY_DIR}/plugin_json.cpp.in "#include <boost/json/src.hpp>\n")
  configure_file(${CMAKE_BINARY_DIR}/plugin_json.cpp.in ${CMAKE_BINARY_DIR}/plugin_json.cpp COPYONLY)
  add_library(patchbay_plugin_json STATIC EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/plugin_json.cpp)
  target_include_directories(patchbay_plugin_json SYSTEM PUBLIC ${PATCHBAY_BOOST_INCLUDE})
  target_compile_features(patchbay_plugin_json PUBLIC cxx_std_20)
  target_compile_definitions(patchbay_plugin_json PUBLIC BOOST_JSON_NO_LIB BOOST_CONTAINER_NO_LIB)
  target_compile_options(patchbay_plugin_json PRIVATE
    -fvisibility=hidden -fvisibility-inlines-hidden $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set_target_properties(patchbay_plugin_json PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(PATCHBAY_SANITIZE)
    target_compile_options(patchbay_plugin_json PRIVATE -fsanitize=${PATCHBAY_SANITIZE})
  endif()
  add_library(patchbay::plugin_json ALIAS patchbay_plugin_json)
endfunction()
patchbay_plugin_json()

# The fake host for tests of plugins. PATCHBAY_FAKE_HOST_DIR is set by whoever includes this file.
function(patchbay_fake_host)
  if(TARGET patchbay_fake_host OR NOT TARGET patchbay_plugin_json)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${PATCHBAY_FAKE_HOST_DIR}/*.cpp)
  add_library(patchbay_fake_host STATIC EXCLUDE_FROM_ALL ${sources})
  target_link_libraries(patchbay_fake_host PUBLIC patchbay::plugin_api patchbay::plugin_json ${CMAKE_DL_LIBS})
  target_compile_options(patchbay_fake_host PRIVATE "$<$<BOOL:${Patchbay_SOURCE_DIR}>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Werror>")
  set_target_properties(patchbay_fake_host PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(PATCHBAY_SANITIZE)
    target_compile_options(patchbay_fake_host PRIVATE -fsanitize=${PATCHBAY_SANITIZE})
  endif()
  add_library(patchbay::fake_host ALIAS patchbay_fake_host)
endfunction()
patchbay_fake_host()

# The build contract of a plugin's library.
function(patchbay_plugin_flags target)
  target_link_libraries(${target} PRIVATE patchbay::plugin_api)
  foreach(feature CXX=cxx_std_20 C=c_std_99)
    string(REPLACE "=" ";" pair ${feature})
    list(GET pair 0 language)
    list(GET pair 1 standard)
    if(CMAKE_${language}_COMPILER_LOADED)
      target_compile_features(${target} PRIVATE ${standard})
    endif()
  endforeach()
  set_target_properties(${target} PROPERTIES
    PREFIX "" SUFFIX ".so" CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON SKIP_BUILD_RPATH ON
    LINK_DEPENDS ${CMAKE_BINARY_DIR}/pbay.map)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -fvisibility=hidden
    $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>
    "$<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fno-gnu-unique;-Wno-restrict>"  # gcc 12 warns of adding strings (bug 105329)
    $<$<BOOL:${Patchbay_SOURCE_DIR}>:-Werror>)
  target_link_options(${target} PRIVATE
    -Wl,--version-script=${CMAKE_BINARY_DIR}/pbay.map -Wl,-z,defs -Wl,-z,now -Wl,-z,relro)
  if(PATCHBAY_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${PATCHBAY_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${PATCHBAY_SANITIZE})
  endif()
endfunction()

function(patchbay_add_plugin id)
  cmake_parse_arguments(P "" "WEB;INSTALL_DIR;LIBRARY" "SOURCES;LINK;INCLUDE" ${ARGN})
  if(NOT id MATCHES "^[a-z][a-z0-9-]+$")
    message(FATAL_ERROR "patchbay_add_plugin(${id}): an id is one lower-case word, [a-z][a-z0-9-]{1,30}")
  endif()
  if(NOT P_SOURCES AND NOT P_LIBRARY)
    message(FATAL_ERROR "patchbay_add_plugin(${id}): write SOURCES and the files")
  endif()
  set(folder ${CMAKE_CURRENT_SOURCE_DIR})
  set(out ${CMAKE_BINARY_DIR}/plugins/${id})
  if(PATCHBAY_PLUGINS_DIR)  # plugins of tests: elsewhere, and never installed
    set(out ${PATCHBAY_PLUGINS_DIR}/${id})
  endif()
  set(target plugin_${id})

  if(P_LIBRARY)
    set(library ${P_LIBRARY})
    set(built ${P_LIBRARY})
  else()
    add_library(${target} MODULE ${P_SOURCES})
    patchbay_plugin_flags(${target})
    target_include_directories(${target} PRIVATE ${P_INCLUDE})
    target_link_libraries(${target} PRIVATE ${P_LINK})
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${id} LIBRARY_OUTPUT_DIRECTORY ${out})
    set(library $<TARGET_FILE:${target}>)
    set(built ${target})
  endif()

  set(parts)
  foreach(part assets locales)
    if(IS_DIRECTORY ${folder}/${part})
      file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/${part}/*)
      list(APPEND parts ${files})
    endif()
  endforeach()
  if(EXISTS ${folder}/openapi.json)
    list(APPEND parts ${folder}/openapi.json)
  endif()
  if(P_WEB)
    get_filename_component(P_WEB ${P_WEB} ABSOLUTE BASE_DIR ${folder})
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${P_WEB}/*)
    list(FILTER files EXCLUDE REGEX "/node_modules/")
    list(APPEND parts ${files})
    list(APPEND parts ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PatchbayWeb.cmake ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/web/bundle.mjs)
    find_program(PATCHBAY_NODE NAMES node nodejs REQUIRED)
  endif()

  add_custom_command(OUTPUT ${out}/plugin.json
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DOUT=${out} -DID=${id} -DLIBRARY=${library}
            -DWEB=${P_WEB} -DNODE=${PATCHBAY_NODE} -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PatchbayPluginFolder.cmake
    DEPENDS ${built} ${folder}/plugin.json ${parts} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PatchbayPluginFolder.cmake
    COMMENT "Plugin ${id}" VERBATIM)
  add_custom_target(plugin_${id}_folder ALL DEPENDS ${out}/plugin.json)

  if(PATCHBAY_PLUGINS_DIR)
    return()
  endif()
  if(NOT P_INSTALL_DIR)
    set(P_INSTALL_DIR ${CMAKE_INSTALL_LIBDIR}/patchbay/plugins)
    if(Patchbay_SOURCE_DIR)
      set(P_INSTALL_DIR lib/patchbay/plugins)  # where the program looks, whatever this machine calls its lib folder
    endif()
  endif()
  # As a folder, not as a target: stripping would change the file the sha256 stands for.
  install(DIRECTORY ${out}/ DESTINATION ${P_INSTALL_DIR}/${id} USE_SOURCE_PERMISSIONS)
endfunction()
