# Runs an example and compares what it prints with the file beside it: cmake -DPROGRAM=… -DEXPECTED=… -P run_example.cmake
cmake_minimum_required(VERSION 3.21)

execute_process(COMMAND "${PROGRAM}" OUTPUT_VARIABLE actual ERROR_VARIABLE errors RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "exit status ${status}\n${actual}${errors}")
endif()
if(EXISTS "${EXPECTED}")
  file(READ "${EXPECTED}" expected)
  string(REPLACE "\r\n" "\n" actual "${actual}")
  if(NOT actual STREQUAL expected)
    message(FATAL_ERROR "printed\n${actual}\nbut ${EXPECTED} says\n${expected}")
  endif()
endif()
