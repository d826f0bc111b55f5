# One room = one folder of core = one static library `patchbay_<room>`; its sources are all *.cpp below the folder.
# One test program per folder of tests/core, named test_<room>.

include(EmbedSql)

set(PATCHBAY_SANITIZE "" CACHE STRING "e.g. address,undefined or thread")

add_library(patchbay_flags INTERFACE)
target_include_directories(patchbay_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(patchbay_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wcast-align -Wunused -Werror
  $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # gcc 12 sees overlap in "text" + std::string when it optimises
  -fstack-protector-strong -fvisibility=hidden)
target_compile_definitions(patchbay_flags INTERFACE
  BOOST_DLL_USE_STD_FS BOOST_ALL_NO_LIB BOOST_ASIO_NO_DEPRECATED
  $<$<BOOL:${PATCHBAY_TEST_HOOKS}>:PATCHBAY_TEST_HOOKS>
  $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
target_link_options(patchbay_flags INTERFACE -Wl,-z,relro,-z,now)
if(PATCHBAY_SANITIZE)
  # Instrumented code makes gcc 12 believe that the insides of the standard library are not initialised.
  target_compile_options(patchbay_flags INTERFACE -fsanitize=${PATCHBAY_SANITIZE} -fno-sanitize-recover=all
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(patchbay_flags INTERFACE -fsanitize=${PATCHBAY_SANITIZE})
endif()

# patchbay_room(NAME [DEPENDS room…] [LINK libs…])
function(patchbay_room name)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/core/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  list(TRANSFORM ROOM_DEPENDS PREPEND patchbay_)
  if(sources)
    add_library(patchbay_${name} STATIC ${sources})
    target_link_libraries(patchbay_${name} PUBLIC patchbay_flags patchbay_plugin_api ${ROOM_DEPENDS} ${ROOM_LINK})
    patchbay_embed_sql(${name} patchbay_${name})
  else()
    add_library(patchbay_${name} INTERFACE)
    target_link_libraries(patchbay_${name} INTERFACE patchbay_flags patchbay_plugin_api ${ROOM_DEPENDS} ${ROOM_LINK})
  endif()
endfunction()

# patchbay_tests(PROGRAM FOLDER [LINK libs…]): every source below tests/FOLDER, but for folders with programs of their own
# (a *_main.cpp in it).
function(patchbay_tests program folder)
  cmake_parse_arguments(T "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*.cpp)
  foreach(main ${sources})
    if(main MATCHES "_main\\.cpp$")
      get_filename_component(own ${main} DIRECTORY)
      list(FILTER sources EXCLUDE REGEX "^${own}/")
    endif()
  endforeach()
  if(NOT sources)
    return()
  endif()
  add_executable(${program} ${sources})
  target_link_libraries(${program} PRIVATE patchbay_flags ${T_LINK} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${program} PRIVATE
    PATCHBAY_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PATCHBAY_BINARY_DIR="${PROJECT_BINARY_DIR}")
  gtest_discover_tests(${program} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 120)
endfunction()
