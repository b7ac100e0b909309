/* A library whose aspects need more than a handle among the arguments. */
#define LIBRARY_VERSION 0x020100
#define LIBRARY_TRACES_ITSELF

typedef struct message {
  int kind;
  struct {
    void *object;
    union {
      int code;
      void *other;
    } data;
  } of;
} message;

#ifdef __cplusplus
extern "C" {
#endif
int library_begin(void *object);
message *library_next(void);
int library_columns(void *object, short *count);
int library_state(int kind, void *object, char *to, int size);
int library_method(void *object);
const char *library_code(int code);
void *library_headers(void *object);
const char *library_find(void *headers, const char *name);
int library_add(void *headers, const char *name, const char *value);
int library_ask(void *object, const char *text);
int library_new(void *object);
int library_old(void *object);
int library_own(void *object);
enum option { LIBRARY_HEADERS = 3 };
int library_set(void *object, enum option what, void *list);
int library_send(void *object);
#ifdef __cplusplus
}
#endif
