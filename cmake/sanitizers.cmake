# TELINJECT_SANITIZE (set by the presets asan and tsan): the -fsanitize list for everything that is built here.
set(TELINJECT_SANITIZE "" CACHE STRING "Value for -fsanitize=, for example address,undefined")
if(TELINJECT_SANITIZE)
  add_compile_options(-fsanitize=${TELINJECT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  # A shared object with unresolved sanitizer symbols is normal: the program brings them.
  add_link_options(-fsanitize=${TELINJECT_SANITIZE})
endif()
