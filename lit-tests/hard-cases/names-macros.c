// Macros of the user's that are called as things in our headers may not reach into them.
// RUN: %roundtrip --option=--events=function %s --std=c99 --cc=gcc | %FileCheck %s
// RUN: %roundtrip %s --std=c99 --cc=gcc > /dev/null

#define site ,,,
#define span ,,,
#define code ,,,
#define guard ,,,
#define timeout_ms ,,,

// CHECK: int main(void) { TELINJECT_FUNCTION(1, "", "main() -> int")
int main(void) { return 3; }
