# telinject_warnings(TARGET): the warnings every target of ours is compiled with; they are errors.
option(TELINJECT_WERROR "Treat warnings as errors" ON)

function(telinject_warnings target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
    $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
    # GCC 12 and 13 find an overlap in std::string's own operators where there is none.
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
    $<$<BOOL:${TELINJECT_WERROR}>:-Werror>)
endfunction()
