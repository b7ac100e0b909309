static inline int relative(int x) { return x - 1; }
