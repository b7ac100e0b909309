// Which names a text may include, and where that is not certain.
#include "catch.h"

#include "tool/source/include_scan.h"

using telinject::rewrite::included_names;

namespace {

// The names joined by spaces, quoted ones in quotes; "?" if they are not certain.
std::string names(std::string_view text) {
  const auto found = included_names(text);
  if (!found)
    return "?";
  std::string joined;
  for (const auto &one : *found)
    joined += (joined.empty() ? "" : " ") + (one.is_quoted ? "'" + one.name + "'" : one.name);
  return joined;
}

} // namespace

TEST_CASE("Include scan: names of all directives, whatever stands around them", "[include_scan]") {
  CHECK(names("#include <a.h>\n#include \"b/c.h\"\n") == "a.h 'b/c.h'");
  CHECK(names("  #  include\t<a.h> // x\n#import <b>\n#include_next <c>\n") == "a.h b c");
  CHECK(names("#if 0\n#include <a>\n#endif\n/*\n#include <b>\n*/\n") == "a b");
  CHECK(names("/* x */ # /* y */ include /* z */ <a>\n") == "a");
  CHECK(names("#inc\\\nlude \\  \n <a>\n#\\\r\ninclude \"b\"") == "a 'b'");
  CHECK(names("int a; # include b\n * #include directives\n#define X(a) #a\n#includes <a>\n") == "");
  CHECK(names("#include <a>") == "a");
  CHECK(names("") == "");
}

TEST_CASE("Include scan: nothing is certain where a macro or another spelling may name a file", "[include_scan]") {
  const char *text = GENERATE("#include NAME\n", "#include\n", "#include <a\n>", "#include \"a\nb\"", "%:include <a>\n",
                              "?\?=include <a>\n", "#include __FILE__\n", "/**/ #include X\n");
  CHECK(names(text) == "?");
}
