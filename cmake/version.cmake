# The version stands once, in the public header; the build reads it from there.
function(telinject_read_version result header)
  file(STRINGS "${header}" line REGEX "^#define TELINJECT_VERSION ")
  if(NOT line MATCHES "\"([0-9]+\\.[0-9]+\\.[0-9]+)\"")
    message(FATAL_ERROR "telinject: no TELINJECT_VERSION \"N.N.N\" in ${header}; put one there")
  endif()
  set(${result} "${CMAKE_MATCH_1}" PARENT_SCOPE)
endfunction()
