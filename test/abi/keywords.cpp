/* Keywords as macros, in C++, where values are recorded through templates as well. */
struct Holder {
  const char *data() const { return ""; }
  unsigned size() const { return 0; }
  int *get() const { return 0; }
  long count() const { return 0; }
};
extern const Holder holder;
const Holder holder = Holder();
#define TELINJECT_TEST_CXX \
  TELINJECT_DECLARATION(3, 1, "tnpq{s}v", "h : Holder", TELINJECT_TEXT(holder), TELINJECT_SIZE(holder), \
                        TELINJECT_POINTER(holder), TELINJECT_COUNT(holder), TELINJECT_VALUE(holder))
#include "keywords.h"
