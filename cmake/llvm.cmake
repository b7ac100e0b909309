# Finds LLVM and Clang (the newest installed of 22, 21, 20, 19, or TELINJECT_LLVM_VERSION) and makes telinject_llvm, an
# interface target with all that a user of their C++ API needs.  llvm-config answers for the paths: the CMake packages of
# LLVM and Clang name every library and the packages those need, few of which are wanted here.
set(TELINJECT_LLVM_VERSION "" CACHE STRING "LLVM's major version, 19 to 22; empty: the newest installed")
set(TELINJECT_LLVM_SUPPORTED 22 21 20 19)
# A program that starts once a compile pays the relocations of libclang-cpp and libLLVM each time, 19 ms; linked statically, 1 ms.
set(TELINJECT_STATIC_LLVM AUTO CACHE STRING "Link LLVM and Clang statically: ON, OFF, or AUTO (where their static libraries are installed)")

# Sets LLVM_CONFIG, LLVM_INCLUDE_DIR, LLVM_LIB, CLANG_CPP_LIB in the caller where version NN is usable; else LLVM_CONFIG is empty.
function(telinject_probe_llvm major)
  set(LLVM_CONFIG "" PARENT_SCOPE)
  find_program(config NAMES llvm-config-${major} PATHS /usr/lib/llvm-${major}/bin NO_CACHE)
  if(NOT config)
    find_program(config NAMES llvm-config HINTS /usr/lib/llvm-${major}/bin NO_DEFAULT_PATH NO_CACHE)
  endif()
  if(NOT config)
    return()
  endif()
  foreach(what includedir libdir version)
    execute_process(COMMAND "${config}" --${what} OUTPUT_VARIABLE ${what} OUTPUT_STRIP_TRAILING_WHITESPACE)
  endforeach()
  # Distributions put the linker's name of libclang-cpp in a package of its own; the file with the version is always there.
  file(GLOB clang_cpp "${libdir}/libclang-cpp.so.${major}*" "${libdir}/libclang-cpp-${major}.so*" "${libdir}/libclang-cpp.so")
  file(GLOB llvm "${libdir}/libLLVM-${major}.so" "${libdir}/libLLVM.so.${major}*" "${libdir}/libLLVM.so")
  if(NOT version MATCHES "^${major}\\." OR NOT clang_cpp OR NOT llvm OR NOT EXISTS "${includedir}/clang/Tooling/Tooling.h")
    return()
  endif()
  list(GET clang_cpp 0 clang_cpp)
  list(GET llvm 0 llvm)
  set(LLVM_CONFIG "${config}" PARENT_SCOPE)
  set(LLVM_INCLUDE_DIR "${includedir}" PARENT_SCOPE)
  set(LLVM_LIB_DIR "${libdir}" PARENT_SCOPE)
  set(LLVM_LIB "${llvm}" PARENT_SCOPE)
  set(CLANG_CPP_LIB "${clang_cpp}" PARENT_SCOPE)
endfunction()

# Sets RESULT to the static libraries of the parser and what they need; to nothing where one is not there.
function(telinject_static_llvm result)
  set(${result} "" PARENT_SCOPE)
  set(clang)
  # The last two are of newer versions only.
  foreach(part Tooling ToolingCore Frontend Driver Serialization Parse Sema Analysis Edit ASTMatchers AST Lex Basic Support APINotes
      Options AnalysisLifetimeSafety)
    if(EXISTS "${LLVM_LIB_DIR}/libclang${part}.a")
      list(APPEND clang "${LLVM_LIB_DIR}/libclang${part}.a")
    elseif(NOT part MATCHES "^(Options|AnalysisLifetimeSafety)$")
      return()
    endif()
  endforeach()
  set(parts frontendopenmp option support targetparser windowsdriver)
  foreach(what libfiles system-libs)
    execute_process(COMMAND "${LLVM_CONFIG}" --link-static --${what} ${parts} OUTPUT_VARIABLE ${what} RESULT_VARIABLE code
      OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(NOT code EQUAL 0)
      return()
    endif()
    separate_arguments(${what} UNIX_COMMAND "${${what}}")
  endforeach()
  set(${result} -Wl,--start-group ${clang} -Wl,--end-group ${libfiles} ${system-libs} PARENT_SCOPE)
endfunction()

if(TELINJECT_LLVM_VERSION)
  set(candidates ${TELINJECT_LLVM_VERSION})
else()
  set(candidates ${TELINJECT_LLVM_SUPPORTED})
endif()
foreach(major ${candidates})
  telinject_probe_llvm(${major})
  if(LLVM_CONFIG)
    set(TELINJECT_LLVM_MAJOR ${major})
    break()
  endif()
endforeach()
if(NOT TELINJECT_LLVM_MAJOR)
  list(JOIN candidates ", " tried)
  message(FATAL_ERROR "telinject: no LLVM with Clang's headers and libraries found (looked for ${tried}); run script/bootstrap, "
    "or install llvm-NN-dev, libclang-NN-dev and clang-NN")
endif()

# Clang's own headers (stddef.h and so on), which a tool that parses needs the path of.
find_program(clang_program NAMES clang-${TELINJECT_LLVM_MAJOR} PATHS "${LLVM_LIB_DIR}/../bin" NO_CACHE)
if(clang_program)
  execute_process(COMMAND "${clang_program}" -print-resource-dir OUTPUT_VARIABLE TELINJECT_CLANG_RESOURCE_DIR
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT EXISTS "${TELINJECT_CLANG_RESOURCE_DIR}/include/stddef.h")
  set(TELINJECT_CLANG_RESOURCE_DIR "${LLVM_LIB_DIR}/clang/${TELINJECT_LLVM_MAJOR}")
endif()
if(NOT EXISTS "${TELINJECT_CLANG_RESOURCE_DIR}/include/stddef.h")
  message(FATAL_ERROR "telinject: Clang ${TELINJECT_LLVM_MAJOR} has no ${TELINJECT_CLANG_RESOURCE_DIR}/include/stddef.h; "
    "install libclang-common-${TELINJECT_LLVM_MAJOR}-dev")
endif()

add_library(telinject_llvm INTERFACE)
target_include_directories(telinject_llvm SYSTEM INTERFACE "${LLVM_INCLUDE_DIR}")
telinject_static_llvm(static_libraries)
if(static_libraries AND TELINJECT_STATIC_LLVM)
  target_link_libraries(telinject_llvm INTERFACE ${static_libraries})
  target_link_options(telinject_llvm INTERFACE -Wl,--gc-sections -Wl,--as-needed)
elseif(TELINJECT_STATIC_LLVM STREQUAL "ON")
  message(FATAL_ERROR "telinject: TELINJECT_STATIC_LLVM is ON, and ${LLVM_LIB_DIR} lacks a static library of LLVM or Clang; "
    "install llvm-${TELINJECT_LLVM_MAJOR}-dev and libclang-${TELINJECT_LLVM_MAJOR}-dev, or leave it AUTO")
else()
  target_link_libraries(telinject_llvm INTERFACE "${CLANG_CPP_LIB}" "${LLVM_LIB}")
endif()
# LLVM may be built without type information; classes derived from its own then must be too.  Inlined into our code,
# its headers make GCC's flow analysis warn of null pointers that cannot be.
target_compile_options(telinject_llvm INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti> $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-nonnull>)
target_compile_definitions(telinject_llvm INTERFACE
  TELINJECT_LLVM_MAJOR=${TELINJECT_LLVM_MAJOR}
  TELINJECT_CLANG_RESOURCE_DIR="${TELINJECT_CLANG_RESOURCE_DIR}")
message(STATUS "LLVM ${TELINJECT_LLVM_MAJOR}: ${LLVM_CONFIG}, resources in ${TELINJECT_CLANG_RESOURCE_DIR}")
# For the scripts, which take FileCheck and the compilers of the tests from the same LLVM.
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/llvm-version" CONTENT "${TELINJECT_LLVM_MAJOR}\n")
