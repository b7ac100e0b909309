/* Trigraphs, as -std=c99 reads them: the brace is three characters long.
RUN: %roundtrip --option=--events=function %s --std=c99 --warn=-Wno-trigraphs | %FileCheck %s
RUN: %roundtrip %s --std=c99 --warn=-Wno-trigraphs > /dev/null
*/
int printf(const char *, ...);

/*
CHECK: int add(int a) ??< TELINJECT_FUNCTION(1, "i", "add(a) -> int", a) int b??(1??) = ??< 2 ??>; return TELINJECT_RETURN(1, int) a + b??(0??) TELINJECT_END_RETURN(1, "i"); ??>
*/
static int add(int a) ??< int b??(1??) = ??< 2 ??>; return a + b??(0??); ??>
int main(void) { return printf("%d\n", add(3)) - 2; }
