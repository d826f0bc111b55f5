# cmake -DFILE=plugin.json -DMANGLE=wrong-hash|broken -P …: spoils a manifest the way its animal says.
file(READ ${FILE} manifest)
if(MANGLE STREQUAL "wrong-hash")
  string(JSON manifest SET "${manifest}" sha256 "\"0000000000000000000000000000000000000000000000000000000000000000\"")
elseif(MANGLE STREQUAL "broken")
  string(JSON manifest SET "${manifest}" colour "\"red\"")
  string(JSON manifest SET "${manifest}" provides "\"everything\"")
endif()
file(WRITE ${FILE} "${manifest}")
