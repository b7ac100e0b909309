# What `cmake --install` lays out: bin/, lib/, include/telinject, as the programs expect to find each other.  Components, for
# distributions: runtime (what instrumented programs need where they run), development (to build such programs), tools (the
# programs; `telinject` needs the other two beside it, `telinject-events` nothing).
include(GNUInstallDirs)
set(CMAKE_INSTALL_LIBDIR lib) # the programs look for ../lib

function(telinject_install_component component)
  cmake_parse_arguments(PARSE_ARGV 1 wanted "" "" "TARGETS")
  foreach(target ${wanted_TARGETS})
    if(TARGET ${target}) # TELINJECT_RUNTIME_ONLY has few
      install(TARGETS ${target} RUNTIME DESTINATION bin COMPONENT ${component} LIBRARY DESTINATION lib COMPONENT ${component}
        ARCHIVE DESTINATION lib COMPONENT ${component})
    endif()
  endforeach()
  install(FILES LICENSE LICENSE.third-party DESTINATION share/doc/telinject COMPONENT ${component})
endfunction()
telinject_install_component(runtime TARGETS telinject_runtime_shared telinject-net telinject-aspects)
telinject_install_component(development TARGETS telinject_runtime_static)
if(NOT TELINJECT_RUNTIME_ONLY)
  # LLVM may lie where the dynamic linker does not look.
  set_target_properties(telinject PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  telinject_install_component(tools TARGETS telinject telinject-events telinject_redirect)
  install(FILES "${PROJECT_BINARY_DIR}/share/telinject/telinject.schema.json" DESTINATION share/telinject COMPONENT tools)
  install(DIRECTORY aspects/ DESTINATION share/telinject/aspects.d COMPONENT tools FILES_MATCHING PATTERN "*.json")
endif()
install(DIRECTORY runtime/include/telinject DESTINATION include COMPONENT development FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN "*.def")
install(FILES cmake/package/telinject.supp DESTINATION share/telinject COMPONENT development)

# find_package and pkg-config: made in the build folder too, which is used like an installed one.
include(CMakePackageConfigHelpers)
set(package "${PROJECT_BINARY_DIR}/lib/cmake/telinject")
configure_file(cmake/package/telinjectConfig.cmake "${package}/telinjectConfig.cmake" COPYONLY)
write_basic_package_version_file("${package}/telinjectConfigVersion.cmake" COMPATIBILITY SameMajorVersion)
foreach(name telinject telinject-static)
  configure_file(cmake/package/${name}.pc.in "${PROJECT_BINARY_DIR}/lib/pkgconfig/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/lib/pkgconfig/${name}.pc" DESTINATION lib/pkgconfig COMPONENT development)
endforeach()
install(FILES "${package}/telinjectConfig.cmake" "${package}/telinjectConfigVersion.cmake" DESTINATION lib/cmake/telinject
  COMPONENT development)
