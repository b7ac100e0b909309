# What `cmake --install` lays out: bin/, lib/, include/telinject, as the programs expect to find each other.
include(GNUInstallDirs)
set(CMAKE_INSTALL_LIBDIR lib) # the programs look for ../lib
foreach(target telinject telinject-events telinject_runtime_shared telinject_runtime_static telinject-net telinject-redirect telinject_redirect)
  if(TARGET ${target})
    install(TARGETS ${target} RUNTIME DESTINATION bin LIBRARY DESTINATION lib ARCHIVE DESTINATION lib)
  endif()
endforeach()
install(DIRECTORY runtime/include/telinject DESTINATION include FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(FILES "${PROJECT_BINARY_DIR}/share/telinject/telinject.schema.json" DESTINATION share/telinject)
install(FILES "${PROJECT_SOURCE_DIR}/runtime/telinject.supp" DESTINATION share/telinject)
install(FILES LICENSE DESTINATION share/doc/telinject)

# find_package and pkg-config: made in the build folder too, which is used like an installed one.
include(CMakePackageConfigHelpers)
set(package "${PROJECT_BINARY_DIR}/lib/cmake/telinject")
configure_file(cmake/package/telinjectConfig.cmake "${package}/telinjectConfig.cmake" COPYONLY)
write_basic_package_version_file("${package}/telinjectConfigVersion.cmake" COMPATIBILITY SameMajorVersion)
configure_file(cmake/package/telinject.pc.in "${PROJECT_BINARY_DIR}/lib/pkgconfig/telinject.pc" @ONLY)
install(FILES "${package}/telinjectConfig.cmake" "${package}/telinjectConfigVersion.cmake" DESTINATION lib/cmake/telinject)
install(FILES "${PROJECT_BINARY_DIR}/lib/pkgconfig/telinject.pc" DESTINATION lib/pkgconfig)
