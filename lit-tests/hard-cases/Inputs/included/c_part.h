
int in_c(int x);
inline int in_c(int x) { return x; }
