// Macros of the user's that are called as things in our headers may not reach into them.
// RUN: %roundtrip --option=--events=function %s --std=c++17 --cc=gcc | %FileCheck %s
// RUN: %roundtrip %s --std=c++17 --cc=gcc > /dev/null

#define guard ,,,
#define value ,,,
#define real ,,,
#define text ,,,
#define integer ,,,
#define pointer ,,,
#define size ,,,
#define T ,,,
#define IsEnum ,,,
#define of ,,,
#define as ,,,
#define v ,,,
#define r ,,,

// CHECK: int main(int argc, char **) { TELINJECT_FUNCTION(1, "i", "main(argc) -> int", argc)
int main(int argc, char **) { return argc; }
