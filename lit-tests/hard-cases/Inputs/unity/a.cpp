static int counter() { return 1; }
int from_a() { return counter(); }
