# One compile-fail test: SOURCE must not compile, for the reason that its first line names as "// expect: <regex>", and
# must compile once CONTROL is defined, which proves that nothing else in it is wrong.
#   cmake -DCOMPILER=… -DFLAGS_FILE=… -DSOURCE=… -P check_compile_fail.cmake
cmake_minimum_required(VERSION 3.21)

file(STRINGS "${SOURCE}" first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^// expect: (.+)$")
  message(FATAL_ERROR "${SOURCE}: the first line must be // expect: <regex>")
endif()
set(expected "${CMAKE_MATCH_1}")

# The messages are compared as written, whatever the language of the machine.
set(ENV{LC_ALL} C)

function(compile out_status out_text)
  execute_process(COMMAND "${COMPILER}" "@${FLAGS_FILE}" -fsyntax-only ${ARGN} "${SOURCE}"
    OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE status)
  set(${out_status} "${status}" PARENT_SCOPE)
  set(${out_text} "${text}" PARENT_SCOPE)
endfunction()

compile(status text -DCONTROL)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the control does not compile, so the test proves nothing:\n${text}")
endif()

compile(status text)
if(status EQUAL 0)
  message(FATAL_ERROR "it compiles, and must not")
elseif(NOT text MATCHES "${expected}")
  message(FATAL_ERROR "it fails, but not for the expected reason '${expected}':\n${text}")
endif()
message(STATUS "refused as expected: ${CMAKE_MATCH_0}")
