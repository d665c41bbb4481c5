# Finds what the library itself needs.
include("${CMAKE_CURRENT_LIST_DIR}/jotComponents.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/needs.cmake")

jot_require(library jot)

# remote_jwk_set has a thread, and not every C library brings them by itself.
if(NOT TARGET Threads::Threads)
  find_package(Threads QUIET)
endif()
if(NOT TARGET Threads::Threads)
  message(FATAL_ERROR "jot needs threads, and CMake finds none that this compiler can use.")
endif()
