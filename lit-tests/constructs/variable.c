// Changes of variables in C: initialisers, assignments, ++ and --, as statements and inside expressions; values pass through unchanged.
// RUN: %roundtrip --preset=c --events=function,variable %s --trace --warn=conversion,double-promotion,no-unused-but-set-variable,no-unevaluated-expression | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <stdio.h>
#include <string.h>

enum color { RED, GREEN };
struct bits { int low : 3; unsigned high : 5; };
struct point { int x, y; };
struct node { struct node *next; struct point at; float weight; };
static int calls;
static int next(void) { return calls++ < 3 ? calls : -1; }

static void declared(void) {
  // CHECK: int a = TELINJECT_INIT(1, int) 5 TELINJECT_END_INIT(1, 1, "i", "a : int"), b = TELINJECT_INIT(1, int) a TELINJECT_END_INIT(1, 1, "i", "b : int"), c;
  int a = 5, b = a, c;
  // CHECK: struct point p = {1, 2}; TELINJECT_DECLARATION(1, 1, "o", "p : struct point")
  struct point p = {1, 2};
  // CHECK: const int k = 3; TELINJECT_DECLARATION(2, 1, "i", "k : const int", k)
  const int k = 3;
  // CHECK: char text[] = "abc"; TELINJECT_DECLARATION(3, 1, "o", "text : char[4]")
  char text[] = "abc";
  // CHECK: float f = TELINJECT_INIT(1, float) 1.5f TELINJECT_END_INIT(1, 1, "f", "f : float");
  float f = 1.5f;
  // CHECK: enum color e = TELINJECT_INIT(1, enum color) GREEN TELINJECT_END_INIT(1, 1, "e{0=RED,1=GREEN}", "e : enum color");
  enum color e = GREEN;
  // CHECK: static int kept = 7;{{$}}
  static int kept = 7;

  // CHECK: int password = 42; TELINJECT_DECLARATION(4, 1, "r", "password : int")
  int password = 42;
  c = k;
  printf("%d %d %d %d %s %.1f %d %d %d\n", a, b, c, p.y, text, (double)f, (int)e, kept, password);
}

static void assigned(struct node *n, char *s) {
  struct bits b; struct point p, q; volatile int v; int a[3], i = 0, c; void *any; unsigned char byte = 255; short h;
  // CHECK: TELINJECT_ASSIGN(1, __auto_type) n->at.x = 3 TELINJECT_END_ASSIGN(1, 1, "i", "n->at.x : int");
  n->at.x = 3;
  // CHECK: TELINJECT_ASSIGN(1, int) b.low = -2 TELINJECT_END_ASSIGN(1, 1, "i", "b.low : int"); TELINJECT_ASSIGN(1, unsigned int) b.high = 9 TELINJECT_END_ASSIGN(1, 1, "u", "b.high : unsigned int");
  b.low = -2; b.high = 9;
  // CHECK: TELINJECT_ASSIGN(1, __auto_type) a[TELINJECT_POSTFIX_STEP(2, int) i++ TELINJECT_END_POSTFIX_STEP(2, 1, "ii", "i : int", +1)] = TELINJECT_ASSIGN(2, __auto_type) c = 4 TELINJECT_END_ASSIGN(2, 1, "i", "c : int") TELINJECT_END_ASSIGN(1, 1, "i", "a[i++] : int");
  a[i++] = c = 4;
  // CHECK: TELINJECT_WRITE() v = 6 TELINJECT_END_WRITE(1, "o", "v : volatile int"); TELINJECT_WRITE() v++ TELINJECT_END_WRITE(1, "o", "v : volatile int");
  v = 6; v++;
  // CHECK: p.x = 1 TELINJECT_END_ASSIGN(1, 1, "i", "p.x : int"); {{.*}} TELINJECT_WRITE() q = p TELINJECT_END_WRITE(1, "o", "q : struct point");
  p.x = 1; p.y = 2; q = p;
  // CHECK: TELINJECT_STEP(1, unsigned char) ++byte TELINJECT_END_STEP(1, 1, "ii", "byte : unsigned char", +1);
  ++byte;
  // CHECK: TELINJECT_ASSIGN(1, __auto_type) n->weight *= 2 TELINJECT_END_ASSIGN(1, 1, "f", "n->weight : float"); TELINJECT_WRITE() n->weight++ TELINJECT_END_WRITE(1, "o", "n->weight : float");
  n->weight *= 2; n->weight++;
  // CHECK: while ((TELINJECT_ASSIGN(1, __auto_type) c = next() TELINJECT_END_ASSIGN(1, 1, "i", "c : int")) != -1) printf("%d\n", c);
  while ((c = next()) != -1) printf("%d\n", c);
  // CHECK: for (TELINJECT_ASSIGN(1, __auto_type) i = 0 TELINJECT_END_ASSIGN(1, 1, "i", "i : int"); i < 2; TELINJECT_POSTFIX_STEP(1, int) i++ TELINJECT_END_POSTFIX_STEP(1, 1, "ii", "i : int", +1)) {}
  for (i = 0; i < 2; i++) {}
  // CHECK: *TELINJECT_POSTFIX_STEP(2, char *) s++ TELINJECT_END_POSTFIX_STEP(2, 1, "pp", "s : char *", +1) = 'x' TELINJECT_END_ASSIGN(1, 1, "c", "*s++ : char");
  *s++ = 'x';
  // A compound literal must live on: no statement expression.
  // CHECK: TELINJECT_WRITE() any = &(struct point){1, 2} TELINJECT_END_WRITE(1, "p", "any : void *", any);
  any = &(struct point){1, 2};
  // Not evaluated.
  // CHECK: h = (short)sizeof(i = 3)
  h = (short)sizeof(i = 3);
  printf("%d %u %d %d %d %d %d %d %s %d %d\n", b.low, b.high, a[0], c, (int)v, q.y, byte, i, s, ((struct point *)any)->y, h);
}

int main(void) {
  struct node n = {0}; char s[] = "abc";
  declared();
  assigned(&n, s);
  return calls != 4;
}
// TRACE: {{^}}=== trace
// TRACE: > declared
// TRACE-NEXT: change a = 5 : int
// TRACE-NEXT: change b = 5 : int
// TRACE: change e = GREEN : enum color
// TRACE: > assigned
// TRACE: change n->at.x = 3 : int
// TRACE: change i = 1 : int was 0
// TRACE: change byte = 0 : unsigned char was 255
