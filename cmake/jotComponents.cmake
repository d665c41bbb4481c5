# The fetchers' targets, jot::curl and jot::httplib. jot itself needs neither, so each is there only where its
# framework is found. The build includes this file with both names; installed, it serves
# find_package(jot COMPONENTS curl httplib).

set(jot_components curl httplib)
set(jot_curl_needs "libcurl 7.85 or newer")
set(jot_httplib_needs "cpp-httplib")

# jot_add_component(<name>): makes jot::<name> if what it needs is found.
function(jot_add_component name)
  if(TARGET jot::${name})
    return()
  endif()
  set(framework "")
  if(name STREQUAL "curl")
    # The first that reads a response's headers and takes a list of protocols.
    find_package(CURL 7.85 QUIET)
    if(TARGET CURL::libcurl)
      set(framework CURL::libcurl)
    endif()
  elseif(name STREQUAL "httplib")
    find_package(httplib QUIET CONFIG)
    if(TARGET httplib::httplib)
      set(framework httplib::httplib)
    else()
      # Debian compiles it into a library and describes it to pkg-config alone. Its macros must be those that it was
      # compiled with, or the program's classes and the library's are not the same.
      find_package(PkgConfig QUIET)
      if(PkgConfig_FOUND)
        pkg_check_modules(JOT_CPP_HTTPLIB QUIET IMPORTED_TARGET cpp-httplib)
        if(TARGET PkgConfig::JOT_CPP_HTTPLIB)
          # Its header includes OpenSSL's, which pkg-config does not mention to those who link it shared.
          find_package(OpenSSL QUIET COMPONENTS SSL Crypto)
          if(TARGET OpenSSL::SSL)
            set(framework PkgConfig::JOT_CPP_HTTPLIB OpenSSL::SSL OpenSSL::Crypto)
          endif()
        endif()
      endif()
    endif()
  endif()
  if(NOT framework)
    return()
  endif()
  add_library(jot::${name} INTERFACE IMPORTED GLOBAL)
  target_link_libraries(jot::${name} INTERFACE jot::jot ${framework})
endfunction()
