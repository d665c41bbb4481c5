# Installs the build BUILD below WORK and moves it from there to WORK/prefix, where jot-cli runs, if there is one (HAS_CLI).
cmake_minimum_required(VERSION 3.21)

file(REMOVE_RECURSE "${WORK}/staging" "${WORK}/prefix")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/staging"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${WORK}/staging" "${WORK}/prefix")

# A single leaked path would tie the package to this machine.
file(GLOB_RECURSE texts "${WORK}/prefix/*.cmake" "${WORK}/prefix/*.pc")
foreach(text IN LISTS texts)
  file(READ "${text}" content)
  foreach(place IN ITEMS "${WORK}" "${BUILD}")
    string(FIND "${content}" "${place}" found)
    if(NOT found EQUAL -1)
      message(FATAL_ERROR "${text} names ${place}")
    endif()
  endforeach()
endforeach()

file(GLOB_RECURSE licence "${WORK}/prefix/*/doc/jot/LICENSE")
if(NOT licence)
  message(FATAL_ERROR "the licence is not installed")
endif()
if(HAS_CLI)
  execute_process(COMMAND "${WORK}/prefix/bin/jot-cli" --version OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endif()
