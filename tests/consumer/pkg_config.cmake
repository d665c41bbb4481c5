# Builds and runs the consumer with nothing but a compiler and pkg-config.
cmake_minimum_required(VERSION 3.21)

find_program(pkg_config NAMES pkg-config pkgconf)
if(NOT pkg_config)
  message("skipped: pkg-config is not installed")
  return()
endif()

file(GLOB_RECURSE pc "${PREFIX}/*/jot.pc")
get_filename_component(pc_dir "${pc}" DIRECTORY)
set(ENV{PKG_CONFIG_PATH} "${pc_dir}:$ENV{PKG_CONFIG_PATH}")
execute_process(COMMAND "${pkg_config}" --cflags --libs jot
  OUTPUT_VARIABLE jot_flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(jot_flags UNIX_COMMAND "${jot_flags}")
separate_arguments(flags UNIX_COMMAND "${FLAGS}")

file(MAKE_DIRECTORY "${WORK}/pkg_config")
execute_process(COMMAND "${COMPILER}" ${STANDARD} ${flags} "${CMAKE_CURRENT_LIST_DIR}/main.cpp"
  -o "${WORK}/pkg_config/consumer" ${jot_flags} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${WORK}/pkg_config/consumer" COMMAND_ERROR_IS_FATAL ANY)
