# patchbay_web(WEB NODE ASSETS [ARGUMENTS…]): makes what the browser loads from a plugin's web folder, in script mode.
#
#   WEB     holds build.mjs, and package.json with package-lock.json where it needs packages: `npm ci` puts exactly what the
#           lockfile names into WEB/node_modules, again only when the lockfile changes, never running a package's own scripts
#   ASSETS  the folder it writes to: `node build.mjs ASSETS ARGUMENTS…`. PATCHBAY_WEB in its environment is the folder of bundle.mjs,
#           which bundles TypeScript the way our own plugins do
# Builds of several presets share WEB/node_modules, one at a time.
function(patchbay_web web node assets)
  file(MAKE_DIRECTORY ${assets})
  if(EXISTS ${web}/package-lock.json)
    file(SHA256 ${web}/package-lock.json wanted)
    set(stamp ${web}/node_modules/.patchbay-lock)
    file(LOCK ${web}/.npm.lock GUARD FUNCTION TIMEOUT 600)
    set(present "")
    if(EXISTS ${stamp})
      file(READ ${stamp} present)
    endif()
    if(NOT present STREQUAL wanted)
      find_program(npm NAMES npm REQUIRED)
      execute_process(COMMAND ${npm} ci --ignore-scripts --no-audit --no-fund --loglevel=error
                      WORKING_DIRECTORY ${web} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
      if(failed)
        message(FATAL_ERROR "npm ci in ${web} failed (${failed}); it needs the npm registry or a filled npm cache\n${output}")
      endif()
      file(WRITE ${stamp} ${wanted})
    endif()
  endif()
  execute_process(COMMAND ${CMAKE_COMMAND} -E env PATCHBAY_WEB=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/web ${node} ${web}/build.mjs ${assets} ${ARGN}
                  WORKING_DIRECTORY ${web} RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "${web}/build.mjs failed (${failed})")
  endif()
endfunction()
