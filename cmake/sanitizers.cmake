# TELINJECT_SANITIZE (set by the presets asan and tsan): the -fsanitize list for everything that is built here.
set(TELINJECT_SANITIZE "" CACHE STRING "Value for -fsanitize=, for example address,undefined")
if(TELINJECT_SANITIZE)
  add_compile_options(-fsanitize=${TELINJECT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  # Instrumented by GCC, the library's std::function looks uninitialised to its own flow analysis.
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
  # A shared object with unresolved sanitizer symbols is normal: the program brings them.
  add_link_options(-fsanitize=${TELINJECT_SANITIZE})
endif()
