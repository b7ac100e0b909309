/* A library that telinject does not know. */
int unknown_ask(void *connection, const char *text, long length);
int unknown_ask(void *connection, const char *text, long length) { return *(int *)connection + (length > 3 ? text[3] == 'x' : 0) - 7; }
