# Uses ccache where it is installed and nothing else was asked for.
find_program(TELINJECT_CCACHE ccache)
if(TELINJECT_CCACHE)
  foreach(language C CXX)
    if(NOT DEFINED CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER "${TELINJECT_CCACHE}")
    endif()
  endforeach()
endif()
