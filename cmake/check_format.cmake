# Compiles SOURCE with COMPILER and libc++, and runs it as PROGRAM; skipped where libc++ is not installed.
#   cmake -DCOMPILER=… -DINCLUDE=… -DSOURCE=… -DPROGRAM=… -P check_format.cmake
cmake_minimum_required(VERSION 3.21)

set(flags -std=c++20 -stdlib=libc++ -Wall -Wextra -Werror)
file(WRITE "${PROGRAM}_probe.cpp" "#include <format>\nint main() { return std::format(\"{}\", 1).size() == 1 ? 0 : 1; }\n")
execute_process(COMMAND "${COMPILER}" ${flags} "${PROGRAM}_probe.cpp" -o "${PROGRAM}_probe"
  OUTPUT_QUIET ERROR_QUIET RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(NOTICE "skipped: ${COMPILER} has no libc++ with <format> (scripts/setup all installs it)")
  return()
endif()
execute_process(COMMAND "${COMPILER}" ${flags} "-I${INCLUDE}" "${SOURCE}" -o "${PROGRAM}" RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} does not compile with libc++")
endif()
execute_process(COMMAND "${PROGRAM}" RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PROGRAM}: exit status ${status}")
endif()
