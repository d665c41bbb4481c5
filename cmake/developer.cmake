# What only jot's own developers need: the warnings, the compiler cache, and the helpers that tests and examples share.

# The headers are non-system for the targets that link this: a warning in include/jot is a warning there.
add_library(jot_warnings INTERFACE)
if(MSVC)
  target_compile_options(jot_warnings INTERFACE /W4 /permissive- /utf-8 $<$<BOOL:${JOT_WARNINGS_AS_ERRORS}>:/WX>)
else()
  target_compile_options(jot_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wcast-align -Wold-style-cast
    -Woverloaded-virtual -Wextra-semi -Wformat=2 -Wimplicit-fallthrough
    -Wdouble-promotion -Wundef
    # GCC 12 sees overlaps and bounds in std::string that are not there (its bugs 105651 and 105329).
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wno-missing-field-initializers -Wno-restrict
      -Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow>
    $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wno-missing-field-initializers -Wno-missing-designated-field-initializers>
    $<$<BOOL:${JOT_WARNINGS_AS_ERRORS}>:-Werror>)
endif()

# What OpenSSL has deprecated it will remove: not to see it is the only proof that jot does not use it.
target_compile_definitions(jot_warnings INTERFACE OPENSSL_NO_DEPRECATED)

set(CMAKE_CXX_EXTENSIONS OFF)

if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(JOT_CCACHE ccache)
  mark_as_advanced(JOT_CCACHE)
  if(JOT_CCACHE)
    # One clone's objects serve another's, precompiled headers included.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros "${JOT_CCACHE}")
  endif()
endif()

enable_testing()

# The modules that a system's packages bring are seen by the system's own Python only.
find_program(JOT_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(JOT_PYTHON NAMES python3)
find_program(JOT_NODE NAMES node nodejs)
mark_as_advanced(JOT_PYTHON JOT_NODE)

set(JOT_VECTORS_DIR "${PROJECT_SOURCE_DIR}/../shared/vectors" CACHE PATH "Published test vectors, read at test time")
set(JOT_NODE_MODULES "${PROJECT_SOURCE_DIR}/build/node/node_modules" CACHE PATH
  "Where scripts/setup puts the npm packages that the interoperability and browser tests use")

# A test whose data or tool is absent prints a line that begins so. CMake's regular expressions have no line start;
# a control character before the word replaces it.
set(JOT_SKIP_EXPRESSION "^skipped: |[^ -~]skipped: ")

set(JOT_TEST_ENVIRONMENT
  "JOT_VECTORS_DIR=${JOT_VECTORS_DIR}"
  "JOT_NODE_MODULES=${JOT_NODE_MODULES}"
  "NODE_PATH=${JOT_NODE_MODULES}")

# jot_script_test(NAME <name> COMMAND <command>... [LABELS <label>...] [ENVIRONMENT <VAR=value>...] [TIMEOUT <s>])
# A test that is a program or script of its own: same environment and same way to be skipped as the Catch2 tests.
function(jot_script_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;TIMEOUT" "COMMAND;LABELS;ENVIRONMENT")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_test(NAME "${arg_NAME}" COMMAND ${arg_COMMAND})
  set_tests_properties("${arg_NAME}" PROPERTIES
    ENVIRONMENT "${JOT_TEST_ENVIRONMENT};${arg_ENVIRONMENT}"
    SKIP_REGULAR_EXPRESSION "${JOT_SKIP_EXPRESSION}"
    LABELS "${arg_LABELS}"
    TIMEOUT "${arg_TIMEOUT}")
endfunction()

# The reference, made from the comments of include/jot; a declaration without a sentence fails it.
find_program(JOT_DOXYGEN doxygen)
mark_as_advanced(JOT_DOXYGEN)
set(JOT_REFERENCE_DIR "${PROJECT_BINARY_DIR}/reference")
if(JOT_DOXYGEN)
  configure_file("${PROJECT_SOURCE_DIR}/docs/Doxyfile.in" "${JOT_REFERENCE_DIR}/Doxyfile" @ONLY)
  add_custom_target(reference
    COMMAND "${JOT_DOXYGEN}" "${JOT_REFERENCE_DIR}/Doxyfile"
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    COMMENT "The reference: ${JOT_REFERENCE_DIR}/html/index.html"
    VERBATIM)
endif()
