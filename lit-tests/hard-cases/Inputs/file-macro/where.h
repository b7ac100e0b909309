/* What __FILE__ and __LINE__ say here is what they said in the original. */

static inline const char *where(int *line) { *line = __LINE__; return __FILE__; }
