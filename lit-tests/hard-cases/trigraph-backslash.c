/* Trigraphs that make a backslash or hide a quote: a scan that knows no -std cannot see where a literal ends, so the
whole file is left alone.
RUN: %roundtrip --option=--events=function %s --std=c99 --warn=-Wno-trigraphs --no-events --no-launcher --list | %FileCheck %s
RUN: %roundtrip %s --std=c99 --warn=-Wno-trigraphs --no-events --no-launcher > /dev/null
*/

/*
CHECK: {{^}}static const char *text(void) { return "a??/"b;"; }{{$}}
CHECK: {{^}}static int mixed(int a, int b) { return a ??' b; }{{$}}
CHECK: function text: skipped (trigraph)
CHECK: function mixed: skipped (trigraph)
*/
static const char *text(void) { return "a??/"b;"; }
static int mixed(int a, int b) { return a ??' b; }
int main(void) { return mixed(1, 1) + text()[1] == '"' ? 0 : 3; }
