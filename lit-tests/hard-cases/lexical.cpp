// Texts that only look like code: raw strings, digit separators, splices, comments, skipped text; and our own words in them.
// RUN: %roundtrip --option=--events=function %s --std=c++17,c++20 --warn=-w --lax | %FileCheck %s
// RUN: %roundtrip %s --std=c++17,c++20 --warn=-w --lax > /dev/null

#include <cstdio>

#if 0
int don't() { return "never closed; }
#endif

// CHECK: const char *raw() { TELINJECT_FUNCTION(1, "", "raw() -> const char *") return TELINJECT_RETURN(1, const char *) R"x(return { } ; TELINJECT_FUNCTION(1, "") )" )x" TELINJECT_END_RETURN(1, "p"); }
const char *raw() { return R"x(return { } ; TELINJECT_FUNCTION(1, "") )" )x"; }
// CHECK: return TELINJECT_RETURN(1, const char *) uR"({{.*}}
// CHECK-NEXT: second line " // not a comment
// CHECK-NEXT: )"[0] ? "a" : "b" TELINJECT_END_RETURN(1, "p");
const char *lines() {
  return uR"(first {
second line " // not a comment
)"[0] ? "a" : "b";
}
// CHECK: return TELINJECT_RETURN(1, int) 1'000'000 + '"' + '\'' + 0x1'F TELINJECT_END_RETURN(1, "i");
int digits() { return 1'000'000 + '"' + '\'' + 0x1'F; }
// CHECK: ret\
// CHECK-NEXT: urn 4;
int spliced() {
  ret\
urn 4;
}
// CHECK: int line_comment() { TELINJECT_FUNCTION(1, "", "line_comment() -> int") // one \
// CHECK-NEXT: return 1; still the comment
int line_comment() { // one \
  return 1; still the comment
  return /* ; */ 2 /* ; } */ ; // ;
}
// CHECK: int digraph(int i) <% TELINJECT_FUNCTION(1, "i", "digraph(i) -> int", i) int a<:2:> = <% 1, 2 %>; return TELINJECT_RETURN(1, int) a<:i:> TELINJECT_END_RETURN(1, "i"); %>
int digraph(int i) <% int a<:2:> = <% 1, 2 %>; return a<:i:>; %>
// CHECK: const char *ours() { TELINJECT_FUNCTION(1, "", "ours() -> const char *") return TELINJECT_RETURN(1, const char *) " TELINJECT_RETURN(1, int) #include <telinject/telinject.h> /* injected */" TELINJECT_END_RETURN(1, "p"); }
const char *ours() { return " TELINJECT_RETURN(1, int) #include <telinject/telinject.h> /* injected */"; }
// A comment may speak of TELINJECT_FUNCTION(1, "i", "x") and stay.
int alternative(int a) { return not a or a bitand 1; }

int main() { std::printf("%s %s %d %d %d %d %s %d\n", raw(), lines(), digits(), spliced(), line_comment(), digraph(1), ours(), alternative(2)); }
