# patchbay_embed_locales(TARGET FOLDER): compiles FOLDER/<locale>.json (flat, text to text) into TARGET as the tables
# behind patchbay/messages.hpp, sorted by key. A locale without every key of en.json stops the configuration.
function(patchbay_embed_locales target folder)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.json)
  set(tables "")
  set(list "")
  set(reference "")
  list(SORT files)
  set(en ${folder}/en.json)
  list(REMOVE_ITEM files ${en})
  foreach(file ${en} ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(locale ${file} NAME_WE)
    file(READ ${file} text)
    string(JSON count LENGTH "${text}")
    set(keys "")
    set(rows "")
    math(EXPR last "${count} - 1")
    foreach(i RANGE ${last})
      string(JSON key MEMBER "${text}" ${i})
      string(JSON value GET "${text}" "${key}")
      list(APPEND keys "${key}")
      string(APPEND rows "    {R\"_(${key})_\", R\"_(${value})_\"},\n")
    endforeach()
    if(NOT reference)
      set(reference "${keys}")
    elseif(NOT "${keys}" STREQUAL "${reference}")
      set(missing ${reference})
      list(REMOVE_ITEM missing ${keys})
      set(extra ${keys})
      list(REMOVE_ITEM extra ${reference})
      if(missing OR extra)
        message(FATAL_ERROR "${file}: missing: ${missing}; not in en.json: ${extra}")
      endif()
    endif()
    string(APPEND tables "constexpr patchbay::Message k_${locale}[] = {\n${rows}};\n")
    string(APPEND list "    {\"${locale}\", k_${locale}},\n")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_locales.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT [[
// Made from locales/*.json when configured.
#include "patchbay/messages.hpp"

namespace {
@tables@constexpr patchbay::MessageTable kTables[] = {
@list@};
}  // namespace

std::span<const patchbay::MessageTable> patchbay::message_tables() { return kTables; }
]] @ONLY)
  target_sources(${target} PRIVATE ${source})
endfunction()
