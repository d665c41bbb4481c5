# The fetchers' targets, jot::curl and jot::httplib. jot itself needs neither, so each is there only where its
# framework is found. The build includes this file, cmake/needs.cmake calls it with both names; installed, it serves
# find_package(jot COMPONENTS curl httplib). jot_<name>_least is the oldest version that will do.

set(jot_components curl httplib)

# jot_add_component(<name>): makes jot::<name> if what it needs is found; if not, jot_<name>_problem says what is wrong.
function(jot_add_component name)
  set(jot_${name}_problem "" PARENT_SCOPE)
  if(TARGET jot::${name})
    return()
  endif()
  set(framework "")
  set(found "")
  if(name STREQUAL "curl")
    # The first that reads a response's headers and takes a list of protocols.
    find_package(CURL ${jot_curl_least} QUIET)
    foreach(version IN ITEMS "${CURL_VERSION}" "${CURL_VERSION_STRING}" "${CURL_CONSIDERED_VERSIONS}")
      if(NOT found AND version MATCHES "^([0-9][^;]*)")
        set(found "${CMAKE_MATCH_1}")
      endif()
    endforeach()
    if(TARGET CURL::libcurl)
      set(framework CURL::libcurl)
    endif()
  elseif(name STREQUAL "httplib")
    # Each of its minor versions takes itself for incompatible with the others; the adapter's test knows better.
    find_package(httplib QUIET CONFIG)
    if(TARGET httplib::httplib)
      set(framework httplib::httplib)
      set(found "${httplib_VERSION}")
    else()
      # Debian compiles it into a library and describes it to pkg-config alone. Its macros must be those that it was
      # compiled with, or the program's classes and the library's are not the same.
      find_package(PkgConfig QUIET)
      if(PkgConfig_FOUND)
        pkg_check_modules(JOT_CPP_HTTPLIB QUIET IMPORTED_TARGET cpp-httplib)
        if(TARGET PkgConfig::JOT_CPP_HTTPLIB)
          set(found "${JOT_CPP_HTTPLIB_VERSION}")
          # Its header includes OpenSSL's, which pkg-config does not mention to those who link it shared.
          find_package(OpenSSL QUIET COMPONENTS SSL Crypto)
          if(TARGET OpenSSL::SSL)
            set(framework PkgConfig::JOT_CPP_HTTPLIB OpenSSL::SSL OpenSSL::Crypto)
          endif()
        endif()
      endif()
    endif()
  endif()
  if(found AND found VERSION_LESS jot_${name}_least)
    set(jot_${name}_problem "${found} was found" PARENT_SCOPE)
    return()
  elseif(NOT framework)
    set(jot_${name}_problem "not found" PARENT_SCOPE)
    return()
  endif()
  add_library(jot::${name} INTERFACE IMPORTED GLOBAL)
  target_link_libraries(jot::${name} INTERFACE jot::jot ${framework})
endfunction()
