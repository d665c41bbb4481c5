# Fails when a header includes one that is not above it, when a body's dependency leaks into a public header,
# when src.hpp forgets a body, or when a public header has no test of its own. Run by ctest, or by hand:
#   cmake -P cmake/check_layers.cmake
cmake_minimum_required(VERSION 3.21)

# The layers from the ground up; a header may include only headers above it in this list. A pattern is a group whose
# members do not include each other; the one that its siblings need gets a line of its own above them.
set(layers
  detail/config.hpp
  version.hpp
  fwd.hpp
  error.hpp
  result.hpp
  limits.hpp
  bytes.hpp
  impl/text/utf8.hpp
  impl/text/visible.hpp
  impl/text/decimal.hpp
  impl/text/text_arena.hpp
  detail/base64url_blocks.hpp
  base64url.hpp
  impl/text/issuer_difference.hpp
  numeric_date.hpp
  clock.hpp
  detail/json_events.hpp
  detail/text_buffer.hpp
  impl/json/reader.hpp
  impl/json/json_members.hpp
  detail/json_writer.hpp
  detail/json.hpp
  detail/kept_json.hpp
  jwa.hpp
  impl/crypto/openssl.hpp
  impl/crypto/context_pool.hpp
  impl/crypto/pem.hpp
  impl/crypto/key_material.hpp
  impl/crypto/key_numbers.hpp
  impl/crypto/edwards.hpp
  impl/crypto/key_check.hpp
  impl/crypto/key_build.hpp
  impl/crypto/key_load.hpp
  impl/crypto/key_export.hpp
  impl/crypto/ecdsa_der.hpp
  impl/crypto/signature_form.hpp
  impl/crypto/hmac.hpp
  impl/crypto/digest_sign.hpp
  impl/crypto/eddsa.hpp
  impl/crypto/bound_key.hpp
  primitives.hpp
  key.hpp
  x509.hpp
  key_source.hpp
  impl/keys/jwk_core.hpp
  impl/keys/jwk_read.hpp
  impl/keys/jwk_write.hpp
  jwk.hpp
  jwk_set.hpp
  jws_header.hpp
  impl/jose/compact.hpp
  impl/jose/header.hpp
  impl/jose/header_cache.hpp
  header_fields.hpp
  impl/jws/token.hpp
  jws.hpp
  jwe.hpp
  claims.hpp
  detail/struct_members.hpp
  detail/accepted_json.hpp
  detail/claims_input.hpp
  detail/claims_output.hpp
  detail/claim_kinds.hpp
  detail/document_claims.hpp
  detail/claim_reader.hpp
  detail/claim_writer.hpp
  claim_types.hpp
  validation.hpp
  impl/jwt/claim_lookup.hpp
  impl/jwt/token_state.hpp
  impl/jwt/token_cache.hpp
  impl/jwt/revocations.hpp
  impl/jwt/verify.hpp
  jwt.hpp
  explanation.hpp
  impl/jwt/explain_words.hpp
  impl/jwt/explain_header.hpp
  impl/jwt/explain_claims.hpp
  explain.hpp
  fetcher.hpp
  url.hpp
  impl/remote/cache_control.hpp
  impl/remote/cache_file.hpp
  discovery.hpp
  remote_jwk_set.hpp
  issuers.hpp
  oauth2/scope.hpp
  oauth2/*.hpp
  oidc/*.hpp
  jot.hpp
  http/*.hpp
  testing.hpp)

# Nothing to test in them, or tested by everything.
set(no_mirror version.hpp limits.hpp jot.hpp src.hpp detail/*.hpp)

# The third-party headers that are cheap enough, and free enough of macros, to be seen by every user.
set(public_third_party nlohmann/json_fwd.hpp openssl/types.h)

get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
if(DEFINED ROOT)
  set(root "${ROOT}")
endif()
set(include_dir "${root}/include/jot")

set(faults 0)
function(fault text)
  message(NOTICE "${text}")
  math(EXPR faults "${faults} + 1")
  set(faults "${faults}" PARENT_SCOPE)
endfunction()

function(matches_pattern out path pattern)
  string(REPLACE "." "\\." regex "${pattern}")
  string(REPLACE "*" ".*" regex "${regex}")
  if(path MATCHES "^${regex}$")
    set(${out} TRUE PARENT_SCOPE)
  else()
    set(${out} FALSE PARENT_SCOPE)
  endif()
endfunction()

function(matches_any out path)
  set(${out} FALSE PARENT_SCOPE)
  foreach(pattern IN LISTS ARGN)
    matches_pattern(hit "${path}" "${pattern}")
    if(hit)
      set(${out} TRUE PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# The exact line wins over the group, so that a group's shared header can be above it.
function(rank_of out path)
  list(FIND layers "${path}" exact)
  if(NOT exact EQUAL -1)
    set(${out} ${exact} PARENT_SCOPE)
    return()
  endif()
  set(rank 0)
  foreach(pattern IN LISTS layers)
    matches_pattern(hit "${path}" "${pattern}")
    if(hit)
      set(${out} ${rank} PARENT_SCOPE)
      return()
    endif()
    math(EXPR rank "${rank} + 1")
  endforeach()
  set(${out} -1 PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE headers RELATIVE "${include_dir}" "${include_dir}/*.hpp")
if(NOT headers)
  message(FATAL_ERROR "no headers in ${include_dir}")
endif()
list(SORT headers)

# The private rooms, and what each is for in the reader's words.
set(rooms text json crypto keys jose jws jwt remote oauth2)

# impl/ROOM/x.hpp is the body of x.hpp, of detail/x.hpp or, in a room that has doors of its own, of ROOM/x.hpp. One
# without a door is private: it has a line of its own in the layers, declares and defines, and only impl/ includes it.
function(owner_of out path)
  set(${out} "${path}" PARENT_SCOPE)
  if(path MATCHES "^impl/([^/]+)/([^/]+)$")
    foreach(owner IN ITEMS "${CMAKE_MATCH_1}/${CMAKE_MATCH_2}" "${CMAKE_MATCH_2}" "detail/${CMAKE_MATCH_2}")
      if(owner IN_LIST headers)
        set(${out} "${owner}" PARENT_SCOPE)
        return()
      endif()
    endforeach()
  endif()
endfunction()

set(bodies_in_src "")
foreach(header IN LISTS headers)
  set(is_body FALSE)
  set(owner "${header}")
  if(header MATCHES "^impl/")
    set(is_body TRUE)
    owner_of(owner "${header}")
    string(REGEX REPLACE "^impl/(.*)/[^/]*$" "\\1" room "${header}")
    if(NOT room IN_LIST rooms)
      fault("${header}: is in no room of cmake/check_layers.cmake")
    endif()
  endif()

  set(rank -1)
  if(NOT header STREQUAL "src.hpp")
    rank_of(rank "${owner}")
    if(rank EQUAL -1)
      fault("${header}: stands in no layer; give it a place in cmake/check_layers.cmake")
      continue()
    endif()
  endif()

  file(STRINGS "${include_dir}/${header}" lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "include[ \t]*[<\"]([^>\"]+)[>\"]")
      fault("${header}: cannot read '${line}'")
      continue()
    endif()
    set(target "${CMAKE_MATCH_1}")

    if(line MATCHES "\"")
      fault("${header}: includes \"${target}\"; write <jot/...>, which works the same once installed")
    elseif(target MATCHES "^jot/(.*)$")
      set(target "${CMAKE_MATCH_1}")
      if(NOT EXISTS "${include_dir}/${target}")
        fault("${header}: includes jot/${target}, which does not exist")
      elseif(header STREQUAL "src.hpp")
        list(APPEND bodies_in_src "${target}")
      elseif(target MATCHES "^impl/")
        owner_of(target_owner "${target}")
        if(target_owner STREQUAL target)
          rank_of(target_rank "${target}")
          if(NOT is_body)
            fault("${header}: includes jot/${target}, which is private; only impl/ may")
          elseif(target_rank EQUAL -1 OR NOT target_rank LESS rank)
            fault("${header}: includes jot/${target}, which does not stand above it")
          endif()
        elseif(is_body OR NOT target_owner STREQUAL header)
          fault("${header}: includes jot/${target}; only ${target_owner} and src.hpp may")
        endif()
      elseif(NOT (is_body AND target STREQUAL owner))
        rank_of(target_rank "${target}")
        if(target_rank EQUAL -1 OR NOT target_rank LESS rank)
          fault("${header}: includes jot/${target}, which does not stand above it")
        endif()
      endif()
    elseif(target STREQUAL "nlohmann/json.hpp")
      fault("${header}: includes <${target}>; the caller includes it, for templates in detail/ that he alone instantiates")
    elseif(target MATCHES "^(nlohmann|openssl)/" AND NOT is_body AND NOT header MATCHES "^http/"
           AND NOT target IN_LIST public_third_party)
      fault("${header}: includes <${target}>; only impl/ may")
    endif()
  endforeach()

  if(NOT is_body)
    matches_any(exempt "${header}" ${no_mirror})
    string(REGEX REPLACE "\\.hpp$" ".cpp" mirror "tests/unit/${header}")
    if(NOT exempt AND NOT EXISTS "${root}/${mirror}")
      fault("${header}: has no test; write ${mirror}")
    endif()
  endif()
endforeach()

# What does not fit is two things.
set(most_lines 400)
foreach(header IN LISTS headers)
  file(READ "${root}/include/jot/${header}" text)
  string(REGEX REPLACE "[^\n]+" "" newlines "${text}")
  string(LENGTH "${newlines}" lines)
  if(lines GREATER most_lines)
    fault("${header}: has ${lines} lines; at most ${most_lines}")
  endif()
endforeach()

# A test below tests/unit/impl/ is that of the private file of its name.
file(GLOB_RECURSE private_tests RELATIVE "${root}/tests/unit" "${root}/tests/unit/impl/*.cpp")
foreach(test IN LISTS private_tests)
  string(REGEX REPLACE "\\.cpp$" ".hpp" tested "${test}")
  if(NOT tested IN_LIST headers)
    fault("tests/unit/${test}: tests no header; move it to the place of what it tests")
  endif()
endforeach()

foreach(header IN LISTS headers)
  if(header MATCHES "^impl/" AND NOT header IN_LIST bodies_in_src)
    fault("${header}: is missing in src.hpp, so the precompiled library would not contain it")
  endif()
endforeach()

if(faults GREATER 0)
  message(FATAL_ERROR "${faults} fault(s) in the layers")
endif()
list(LENGTH headers count)
message(STATUS "${count} headers, each where it belongs")
