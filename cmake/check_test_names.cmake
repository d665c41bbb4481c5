# Fails when a Catch2 test has a name that does not survive the way to ctest: CMake splits names at ';' and at unmatched
# brackets, and Catch2 takes a backslash for an escape; such a test would pass without having run. Run by ctest, or:
#   cmake -P cmake/check_test_names.cmake
cmake_minimum_required(VERSION 3.21)

get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
if(DEFINED ROOT)
  set(root "${ROOT}")
endif()

set(faults 0)
file(GLOB_RECURSE sources "${root}/tests/*.cpp")
foreach(source IN LISTS sources)
  file(STRINGS "${source}" lines REGEX "^(TEMPLATE_)?(TEST_CASE|SCENARIO)[A-Z_]*\\( *\"[^\"]*[]\\;[]")
  if(lines)
    file(RELATIVE_PATH name "${root}" "${source}")
    message(NOTICE "${name}: a test name has one of ; \\ [ ]\n  ${lines}")
    math(EXPR faults "${faults} + 1")
  endif()
endforeach()

if(faults GREATER 0)
  message(FATAL_ERROR "${faults} file(s) with tests that ctest cannot run by name")
endif()
