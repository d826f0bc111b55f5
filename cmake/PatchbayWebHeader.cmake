# cmake -DWEB= -DNODE= -DOUT= -DARGUMENT= -DFILE= -DTEMPLATE= -DHEADER= -P …: `node build.mjs OUT ARGUMENT`, then TEMPLATE with
# %TEXT% = OUT/FILE as HEADER: a script that travels inside a plugin's library.
include(${CMAKE_CURRENT_LIST_DIR}/PatchbayWeb.cmake)
patchbay_web(${WEB} ${NODE} ${OUT} ${ARGUMENT})
file(READ ${OUT}/${FILE} TEXT)
file(READ ${TEMPLATE} header)
string(REPLACE "%TEXT%" "${TEXT}" header "${header}")
file(WRITE ${HEADER} "${header}")
