int tight(int n) { return n * 2; }
