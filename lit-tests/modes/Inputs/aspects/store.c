struct store;

int store_get(struct store *s, const char *key);

int has(struct store *s, const char *key) {
  return store_get(s, key) == 0;
}

int quietly(struct store *s) { // telinject: skip
  return store_get(s, "x");
}
