# What is built is the same wherever the tree lies: __FILE__ gives paths from the tree's root.
add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=>)
