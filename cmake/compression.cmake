# The runtime's compressors, as one object file: runtime/compression, with what it needs of the archives of zlib and zstd.
# All symbols but its own functions become local, so that libtelinject.so exports none of them and libtelinject.a brings
# none into a program that has its own zlib (docs/adr/0022).  zstd's weak references to hooks of the program get other names.  Sets telinject_compression_object.
find_path(TELINJECT_ZLIB_INCLUDE zlib.h)
find_path(TELINJECT_ZSTD_INCLUDE zstd.h)
find_library(TELINJECT_ZLIB_ARCHIVE libz.a)
find_library(TELINJECT_ZSTD_ARCHIVE libzstd.a)
mark_as_advanced(TELINJECT_ZLIB_INCLUDE TELINJECT_ZSTD_INCLUDE TELINJECT_ZLIB_ARCHIVE TELINJECT_ZSTD_ARCHIVE)
set(telinject_has_compressors OFF)
if(TELINJECT_ZLIB_INCLUDE AND TELINJECT_ZSTD_INCLUDE AND TELINJECT_ZLIB_ARCHIVE AND TELINJECT_ZSTD_ARCHIVE AND NOT CMAKE_CROSSCOMPILING)
  set(telinject_has_compressors ON)
elseif(NOT TELINJECT_RUNTIME_ONLY)
  message(FATAL_ERROR "the archives of zlib and zstd were not found; run script/bootstrap, or install zlib1g-dev and libzstd-dev")
else()
  message(STATUS "built without zlib and zstd: the runtime writes .gz and .zst files without compression")
endif()

if(telinject_has_compressors)
  set(sources deflate.cpp zstd.cpp)
  set(archives ${TELINJECT_ZLIB_ARCHIVE} ${TELINJECT_ZSTD_ARCHIVE})
else()
  set(sources uncompressed.cpp)
  set(archives)
endif()
list(TRANSFORM sources PREPEND "${PROJECT_SOURCE_DIR}/runtime/compression/")
add_library(telinject_compression OBJECT ${sources})
target_include_directories(telinject_compression PRIVATE "${PROJECT_SOURCE_DIR}")
target_include_directories(telinject_compression SYSTEM PRIVATE ${TELINJECT_ZLIB_INCLUDE} ${TELINJECT_ZSTD_INCLUDE})
target_compile_options(telinject_compression PRIVATE -fno-exceptions -fno-rtti -fvisibility=hidden -fPIC)
telinject_warnings(telinject_compression)

set(telinject_compression_object "${CMAKE_CURRENT_BINARY_DIR}/compressors.o")
add_custom_command(OUTPUT "${telinject_compression_object}"
  COMMAND ${CMAKE_LINKER} -r -o "${telinject_compression_object}.all" $<TARGET_OBJECTS:telinject_compression> ${archives}
  COMMAND ${CMAKE_OBJCOPY} --keep-global-symbol=telinject_i_deflate --keep-global-symbol=telinject_i_zstd
    --redefine-sym=ZSTD_trace_compress_begin=telinject_i_trace_begin --redefine-sym=ZSTD_trace_compress_end=telinject_i_trace_end
    "${telinject_compression_object}.all" "${telinject_compression_object}"
  DEPENDS telinject_compression $<TARGET_OBJECTS:telinject_compression> ${archives}
  COMMAND_EXPAND_LISTS VERBATIM COMMENT "Linking the compressors, with local symbols")
set_source_files_properties("${telinject_compression_object}" PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
add_custom_target(telinject_compressors DEPENDS "${telinject_compression_object}")
