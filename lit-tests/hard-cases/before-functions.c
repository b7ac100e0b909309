// What stands before a function of C: nothing may be inserted into the text of somebody else, such as the macro that ends the function before.
// RUN: rm -rf %t.d && mkdir -p %t.d && printf 'static int in_list(int a) { return a; }\n' > %t.d/list.def && printf 'static __attribute__((unused))\n' > %t.d/open.def
// RUN: %roundtrip --bodies --with=%t.d %s --std=gnu11 --lax --warn=-Wno-attributes --option=--events=function | %FileCheck %s
// RUN: %roundtrip --with=%t.d %s --std=gnu17,gnu2x --lax --warn=-Wno-attributes > /dev/null

#define START_TEST(name) static void name(void) {
#define END_TEST }
#define BLOCK_END ; }
#define MODULE_LICENSE(text)
#define MODULE_TEXT(text) static const char module_text[] = text;
#define DEFINE_LIST(name) static int name##_length(void) { return 3; }
#define EXPORT
#define HIDDEN __attribute__((visibility("hidden")))
#define LOCAL static
#define END_LOCAL } static
#define QUIET _Pragma("GCC diagnostic ignored \"-Wunused-parameter\"")
#define END_CHECKED

START_TEST(first)
  int x = 1;
  (void)x;
// CHECK: {{^}}END_TEST{{$}}
END_TEST

// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, twice, {{.*}}) static int twice(int a){{$}}
static int twice(int a)
{
  return 2 * a;
}

START_TEST(second)
  (void)twice(1)
// CHECK: {{^}}BLOCK_END TELINJECT_SPLIT_DECL(int, thrice, {{.*}}) LOCAL int thrice(int a) {
BLOCK_END LOCAL int thrice(int a) { return 3 * a; }

// The word that the function begins with ends the one before.
START_TEST(third)
  (void)thrice(1);
// CHECK: {{^}}END_LOCAL int after_end(int a) { TELINJECT_FUNCTION(
END_LOCAL int after_end(int a) { return a; }

// A macro that is nothing here, on the line of the function and on one of its own, where it may be the end of something.
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, exported, {{.*}}) EXPORT HIDDEN int exported(int a) {
EXPORT HIDDEN int exported(int a);
EXPORT HIDDEN int exported(int a) { return a; }
// CHECK: {{^}}EXPORT{{$}}
// CHECK-NEXT: {{^}}static int below(int a) { TELINJECT_FUNCTION(
EXPORT
static int below(int a) { return a; }
static int above(int a) { return a; }
END_CHECKED
// CHECK: {{^}}static int behind_end(int a) { TELINJECT_FUNCTION(
static int behind_end(int a) { return a; }

#define DIRECTIVE
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, behind_directive, {{.*}}) static int behind_directive(int a) {
static int behind_directive(int a) { return a; }
#undef DIRECTIVE
// CHECK: {{^}}/* here */ TELINJECT_SPLIT_DECL(int, behind_comment, {{.*}}) static int behind_comment(int a) {
/* here */ static int behind_comment(int a) { return a; }

// Macros with arguments, which end a declaration or are nothing.
MODULE_LICENSE("x");
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, licensed, {{.*}}) static int licensed(int a) {
static int licensed(int a) { return a; }
MODULE_LICENSE("x")
// CHECK: {{^}}static int free_of_charge(int a) { TELINJECT_FUNCTION(
static int free_of_charge(int a) { return a; }
MODULE_TEXT("y")
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, with_text, {{.*}}) static int with_text(int a) {
static int with_text(int a) { return a + module_text[0]; }
DEFINE_LIST(foo)
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, behind_list, {{.*}}) static int behind_list(int a) {
static int behind_list(int a) { return a + foo_length(); }

// Words and attributes before.
// CHECK: {{^}}__extension__ static int extended(int a) { TELINJECT_FUNCTION(
__extension__ static int extended(int a) { return a; }
// CHECK: {{^}}QUIET static int quietly(int a) { TELINJECT_FUNCTION(
QUIET static int quietly(int a) { return a; }
#pragma GCC diagnostic ignored "-Wunused-parameter"
// CHECK: {{^}}static int behind_pragma(int a) { TELINJECT_FUNCTION(
static int behind_pragma(int a) { return a; }

// A word that another configuration has, and a block that it opens.
static int sometimes_static(int a);
#ifdef OTHER
static
#endif
// CHECK: {{^}}int sometimes_static(int a) { TELINJECT_FUNCTION(
int sometimes_static(int a) { return a; }
int sometimes_hidden(int a);
#ifdef OTHER
EXPORT
#endif
// CHECK: {{^}}int sometimes_hidden(int a) { TELINJECT_FUNCTION(
int sometimes_hidden(int a) { return a; }
#ifdef OTHER
static int hidden(int a) {
#if OTHER > 1
  if (a)
#endif
    a++;
  return a;
}
#endif
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, behind_hidden, {{.*}}) static int behind_hidden(int a) {
static int behind_hidden(int a) { return a; }
#ifdef __cplusplus
extern "C" {
#endif
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, shared, {{.*}}) static int shared(int a) {
static int shared(int a) { return a; }
#ifdef __cplusplus
}
#endif
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, unshared, {{.*}}) static int unshared(int a) {
static int unshared(int a) { return a; }

// A file before, which is complete, and one that is not.
#include "list.def"
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, behind_file, {{.*}}) static int behind_file(int a) {
static int behind_file(int a) { return a + in_list(a); }
#include "open.def"
// CHECK: {{^}}int begun_elsewhere(int a) { TELINJECT_FUNCTION(
int begun_elsewhere(int a) { return a; }

int main(void) {
  first();
  second();
  third();
  return twice(0) + exported(0) + below(0) + above(0) + behind_end(0) + behind_directive(0) + behind_hidden(0) + behind_comment(0) + licensed(0) + free_of_charge(0) + with_text(-'y') + behind_list(-3) +
         extended(0) + quietly(0) + behind_pragma(0) + sometimes_static(0) + sometimes_hidden(0) + shared(0) + unshared(0) + behind_file(0) + begun_elsewhere(0) + after_end(0);
}
