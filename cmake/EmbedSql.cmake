# Compiles core/<room>/migrations/NNN_name.sql in: <build>/generated/core/<room>/<room>_migrations.hpp holds them as
# patchbay::<room>::kMigrations, in the order of their numbers. A room without that folder gets nothing.

# patchbay_embed_sql(ROOM TARGET)
function(patchbay_embed_sql room target)
  set(folder ${PROJECT_SOURCE_DIR}/core/${room}/migrations)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.sql)
  if(NOT files)
    return()
  endif()
  list(SORT files)
  set(entries "")
  set(expected 1)
  foreach(file ${files})
    get_filename_component(base ${file} NAME_WE)
    if(NOT base MATCHES "^([0-9][0-9][0-9])_([a-z0-9_]+)$")
      message(FATAL_ERROR "${file}: name it NNN_name.sql, as 001_start.sql")
    endif()
    set(name ${CMAKE_MATCH_2})
    string(REGEX REPLACE "^0+" "" number ${CMAKE_MATCH_1})
    if(NOT number EQUAL expected)
      message(FATAL_ERROR "${file}: the numbers rise by one and the next is ${expected}")
    endif()
    math(EXPR expected "${expected} + 1")
    file(READ ${file} sql)
    string(APPEND entries "    {${number}, \"${name}\", R\"~sql~(${sql})~sql~\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  set(header ${PROJECT_BINARY_DIR}/generated/core/${room}/${room}_migrations.hpp)
  file(CONFIGURE OUTPUT ${header} @ONLY CONTENT
"#pragma once
// Made by cmake/EmbedSql.cmake from core/@room@/migrations.
#include \"core/store/database.hpp\"

namespace patchbay::@room@ {

inline constexpr store::Migration kMigrations[] = {
@entries@};

}  // namespace patchbay::@room@
")
  target_include_directories(${target} PRIVATE ${PROJECT_BINARY_DIR}/generated)
endfunction()
