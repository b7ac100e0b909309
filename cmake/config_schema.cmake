# The JSON Schema of .telinject.json, with the constructs that constructs.def lists: share/telinject/telinject.schema.json.
set(constructs "${PROJECT_SOURCE_DIR}/matchers/constructs.def")
set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${constructs}")
file(STRINGS "${constructs}" rows REGEX "^TELINJECT_CONSTRUCT\\(")
list(TRANSFORM rows REPLACE "^TELINJECT_CONSTRUCT\\(([a-z_]+),.*$" "\"\\1\"")
list(APPEND rows "\"http\"" "\"database\"") # kinds of calls
list(JOIN rows ", " TELINJECT_SCHEMA_CONSTRUCTS)
configure_file("${PROJECT_SOURCE_DIR}/tool/config/telinject.schema.json.in" "${PROJECT_BINARY_DIR}/share/telinject/telinject.schema.json" @ONLY)

# The aspects of libraries, beside the schema as in an installation.
file(GLOB aspects CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/aspects/*.json")
foreach(aspect ${aspects})
  get_filename_component(name "${aspect}" NAME)
  configure_file("${aspect}" "${PROJECT_BINARY_DIR}/share/telinject/aspects.d/${name}" COPYONLY)
endforeach()
