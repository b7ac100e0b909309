
inline int inside() { return 6; }
