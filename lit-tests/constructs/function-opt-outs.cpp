// Opt-outs: comments around functions or at one, an annotation, command-line expressions, a number of statements.
// RUN: %roundtrip --option=--events=function %s --std=c++17 --list --warn=-Wno-attributes | %FileCheck %s
// RUN: %roundtrip %s --std=c++17 --warn=-Wno-attributes > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=c++17 --list --warn=-Wno-attributes --option=--skip-functions=^one$ --option=--min-statements=1 | %FileCheck %s --check-prefix=SELECT

int one() { return 1; }
// telinject: off
// CHECK: {{^}}int two() { return 2; }{{$}}
int two() { return 2; }
int three() { return 3; }
// telinject: on
// CHECK: {{^}}int four() { TELINJECT_FUNCTION
int four() { return 4; }
// CHECK: {{^}}int five() { return 5; }{{$}}
// telinject: skip
int five() { return 5; }
// CHECK: {{^}}int six() { return 6; }  /* telinject: skip */{{$}}
int six() { return 6; }  /* telinject: skip */
// The word in a text, or another word, is no opt-out.
// CHECK: {{^}}const char *seven() { TELINJECT_FUNCTION
const char *seven() { return "// telinject: skip"; }
// CHECK: {{^}}int eight() { TELINJECT_FUNCTION
// telinject: skipping is something else
int eight() { return 8; }
// CHECK: {{^}}{{\[\[}}clang::annotate("telinject:skip"){{\]\]}} int nine() { return 9; }{{$}}
[[clang::annotate("telinject:skip")]] int nine() { return 9; }
// CHECK: {{^}}__attribute__((annotate("other"))) int ten() { TELINJECT_FUNCTION
__attribute__((annotate("other"))) int ten() { return 10; }
void empty() {}
struct Member {
  // telinject: skip
  int eleven() const { return 11; }
  int twelve() const { return 12; }
};

int main() { empty(); return one() + two() + three() + four() + five() + six() + (seven() != nullptr) + eight() + nine() + ten() + Member().eleven() + Member().twelve() - 70; }
// CHECK: function one: instrumented
// CHECK-NEXT: function two: skipped (opted-out)
// CHECK-NEXT: function three: skipped (opted-out)
// CHECK-NEXT: function four: instrumented
// CHECK-NEXT: function five: skipped (opted-out)
// CHECK-NEXT: function six: skipped (opted-out)
// CHECK-NEXT: function seven: instrumented
// CHECK-NEXT: function eight: instrumented
// CHECK-NEXT: function nine: skipped (opted-out)
// CHECK-NEXT: function ten: instrumented
// CHECK-NEXT: function empty: instrumented
// CHECK-NEXT: function Member::eleven: skipped (opted-out)
// CHECK-NEXT: function Member::twelve: instrumented
// SELECT: function one: skipped (not-selected)
// SELECT: function four: instrumented
// SELECT: function empty: skipped (too-few-statements)
