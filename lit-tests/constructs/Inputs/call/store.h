/* A library that telinject does not know. */
#ifdef __cplusplus
extern "C" {
#endif
struct store;
enum store_option { STORE_NAME = 1, STORE_SIZE = 2, STORE_ROWS = 3 };
struct store *store_open(int port);
int store_query(struct store *s, const char *text);
int store_option(struct store *s, enum store_option option, const char *value);
int store_info(struct store *s, int option, ...);
int store_rows(struct store *s);
double store_time(struct store *s);
const char *store_error(struct store *s);
void store_close(struct store *s);
#ifdef __cplusplus
}
#endif
/* As libraries do. */
#define store_option(S, OPTION, VALUE) store_option(S, OPTION, VALUE)
