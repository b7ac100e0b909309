# find_package(telinject): the runtime as telinject::runtime, and telinject_instrument(TARGET [EVENTS construct…] [OPTIONS word…]).
# Finds the rest of telinject relative to itself, so that it works from the build folder and after a move.
get_filename_component(telinject_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(telinject_PROGRAM "${telinject_PREFIX}/bin/telinject")
foreach(telinject_part bin/telinject include/telinject/telinject.h lib/libtelinject.so)
  if(NOT EXISTS "${telinject_PREFIX}/${telinject_part}")
    set(telinject_FOUND FALSE)
    set(telinject_NOT_FOUND_MESSAGE "${telinject_PREFIX} lacks ${telinject_part}; build or install telinject whole")
    return()
  endif()
endforeach()

# Nothing of an instrumented object refers to the library by a strong name, so the linker must be told to keep it.
if(NOT TARGET telinject::runtime)
  add_library(telinject::runtime INTERFACE IMPORTED)
  set_target_properties(telinject::runtime PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${telinject_PREFIX}/include"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${telinject_PREFIX}/include"
    INTERFACE_LINK_LIBRARIES "-Wl,--push-state,--no-as-needed;${telinject_PREFIX}/lib/libtelinject.so;-Wl,--pop-state")
endif()

# Instruments the target's C and C++ sources as they are compiled, and links the runtime.  EVENTS: the constructs (default: all);
# OPTIONS: further options of `telinject cc`.  A compiler launcher that the target already has (ccache) comes behind.
function(telinject_instrument target)
  cmake_parse_arguments(PARSE_ARGV 1 wanted "" "" "EVENTS;OPTIONS")
  if(wanted_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "telinject_instrument: what is '${wanted_UNPARSED_ARGUMENTS}'? It takes a target, EVENTS and OPTIONS")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "telinject_instrument: there is no target '${target}'; call it after add_executable or add_library")
  endif()
  if(NOT CMAKE_GENERATOR MATCHES "Make|Ninja")
    message(FATAL_ERROR "telinject_instrument: the generator ${CMAKE_GENERATOR} has no compiler launchers; use Ninja or Unix Makefiles")
  endif()
  set(launcher "${telinject_PROGRAM};cc")
  if(wanted_EVENTS)
    list(JOIN wanted_EVENTS "," events)
    list(APPEND launcher --events "${events}")
  endif()
  list(APPEND launcher ${wanted_OPTIONS} --)
  foreach(language C CXX)
    get_target_property(before ${target} ${language}_COMPILER_LAUNCHER)
    if(NOT before)
      set(before "")
    endif()
    set_property(TARGET ${target} PROPERTY ${language}_COMPILER_LAUNCHER ${launcher} ${before})
  endforeach()
  target_link_libraries(${target} PRIVATE telinject::runtime)
endfunction()
