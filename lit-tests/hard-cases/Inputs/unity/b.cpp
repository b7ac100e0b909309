// b

static int counter() { return 2; }
int from_b() { return counter(); }
