/* Two units see this under different macros. */
#ifdef WIDE
typedef long number;
#else
typedef int number;
#endif

static inline number same(void) { return 1; }
static inline int fixed(int x) { return x; }
#ifdef WIDE
static inline int only_wide(int x) { return x + 40; }
#else
static inline int only_narrow(int x) { return x + 50; }
#endif
static inline int shared(int x
#ifdef WIDE
                         , int y
#endif
) { return x
#ifdef WIDE
           + y
#endif
           ; }
