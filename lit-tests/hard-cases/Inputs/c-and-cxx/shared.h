/* Seen by a unit of C and by one of C++. */
#ifndef SHARED_H
#define SHARED_H

struct node {
  int value;
  struct node *next;
};
enum color { RED, GREEN };

static inline struct node *last_of(struct node *n) {
  while (n->next) n = n->next;
  return n;
}

static inline enum color turned(enum color c) {
  enum color other = c == RED ? GREEN : RED;
  if (c == RED) { int k = 1; other = k ? GREEN : RED; }
  return other;
}

static inline int same(int x) { return x + 1; }

static inline int chosen(int x) {
  int r = 0;
  struct node n = {0, 0}, *p = &n;
  while ((r = (p = &n)->value++) < x) r = r + 1;
  for (struct { int i; } s = {0}; s.i < 2; s.i++) r += s.i;
  return r;
}

#endif
