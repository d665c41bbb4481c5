# Install rules: headers, the library when there is one, the licence, a CMake package and a pkg-config file. All of it may
# be moved after installation.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Headers alone are the same for every architecture, a library is not.
if(JOT_PRECOMPILED)
  set(package_root "${CMAKE_INSTALL_LIBDIR}")
  set(arch_independent "")
  set(pc_cflags " -DJOT_PRECOMPILED=1")
  set(pc_libs "-L\${libdir} -ljot")
else()
  set(package_root "${CMAKE_INSTALL_DATADIR}")
  set(arch_independent ARCH_INDEPENDENT)
  set(pc_cflags "")
  set(pc_libs "")
endif()

target_include_directories(jot ${scope} "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
install(TARGETS jot EXPORT jotTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/jot" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(EXPORT jotTargets NAMESPACE jot:: DESTINATION "${package_root}/cmake/jot")

foreach(name IN LISTS jot_components)
  jot_packages(jot_${name}_debian debian ${name})
endforeach()
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/jotConfig.cmake.in" "${PROJECT_BINARY_DIR}/jotConfig.cmake"
  INSTALL_DESTINATION "${package_root}/cmake/jot")
# 0.x promises compatibility within a minor version only.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/jotConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ${arch_independent})
install(FILES "${PROJECT_BINARY_DIR}/jotConfig.cmake" "${PROJECT_BINARY_DIR}/jotConfigVersion.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/jotComponents.cmake"
  DESTINATION "${package_root}/cmake/jot")

# pkg-config files are relocatable only if prefix is relative to the file.
file(RELATIVE_PATH pc_prefix "/prefix/${package_root}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/jot.pc.in" "${PROJECT_BINARY_DIR}/jot.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/jot.pc" DESTINATION "${package_root}/pkgconfig")
