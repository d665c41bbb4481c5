# Finds what the library itself needs, and names the packages to install when it is not there.

function(jot_missing what purpose debian fedora arch brew)
  message(FATAL_ERROR
    "jot needs ${what} ${purpose}. Install it with one of:\n"
    "  Debian, Ubuntu:  apt-get install ${debian}\n"
    "  Fedora:          dnf install ${fedora}\n"
    "  Arch:            pacman -S ${arch}\n"
    "  macOS:           brew install ${brew}\n"
    "${ARGN}")
endfunction()

find_package(OpenSSL 3.0 QUIET COMPONENTS Crypto)
if(NOT TARGET OpenSSL::Crypto OR OPENSSL_VERSION VERSION_LESS 3.0)
  jot_missing("OpenSSL 3.0 or newer (found: '${OPENSSL_VERSION}')" "for its cryptography"
    libssl-dev openssl-devel openssl openssl@3
    "If it stands elsewhere, pass -DOPENSSL_ROOT_DIR=/path.")
endif()

# remote_jwk_set has a thread, and not every C library brings them by itself.
if(NOT TARGET Threads::Threads)
  find_package(Threads QUIET)
endif()
if(NOT TARGET Threads::Threads)
  message(FATAL_ERROR "jot needs threads, and CMake finds none that this compiler can use.")
endif()

# A project that brings nlohmann/json itself (FetchContent, a submodule) has the target already.
if(NOT TARGET nlohmann_json::nlohmann_json)
  find_package(nlohmann_json 3.11 QUIET)
endif()
if(NOT TARGET nlohmann_json::nlohmann_json)
  jot_missing("nlohmann/json 3.11 or newer" "to read and write JSON"
    nlohmann-json3-dev json-devel nlohmann-json nlohmann-json
    "If it stands elsewhere, pass -Dnlohmann_json_DIR=/path/to/share/cmake/nlohmann_json.")
endif()
