/* The interface of libtelinject-net.so, the part of the runtime that uses the network.  It carries out HTTP requests
 * and does not know what they are for.  The core looks up its functions by name when it needs them; both libraries must
 * be of the same build (telinject_net_version). */
#ifndef TELINJECT_NET_H
#define TELINJECT_NET_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TELINJECT_NET_VERSION 2

/* One request of telinject_net_run and its response.  All pointers are the caller's and must stay valid until `done` was called with it. */
struct telinject_net_request {
  const char *method;        /* "GET", "PUT" */
  const char *url;           /* http:// and an IP address, or localhost: names are not looked up */
  const char *headers[3];    /* "Name: value"; null ends the list */
  const char *wanted_header; /* name of the response header to store; null: none */
  long timeout_ms;           /* for the whole request */
  char *body;                /* buffer for the response's body */
  size_t body_room;          /* bytes in `body`; a longer response is an error */
  void *tag;                 /* for the caller */

  size_t body_size;
  int status;            /* HTTP status; 0: no response */
  const char *fault;     /* the error if there is no response: a text with static lifetime */
  char header_value[64]; /* empty: the header is missing or its value too long */
};

/* Carries out requests concurrently until there are none left.  Calls the functions on the calling thread.
 *   next      returns the next request to start; null: none now (called again after each `done`)
 *   done      receives a request that has its response or its error
 *   remaining returns the milliseconds left for the whole job; at 0 or less, pending requests end without `done` */
struct telinject_net_job {
  void *context;
  struct telinject_net_request *(*next)(void *context);
  void (*done)(void *context, struct telinject_net_request *request);
  long (*remaining)(void *context);
};

/* One POST and its response.  Unlike the requests above it may go to a name, over TLS and through a proxy.  All pointers
 * are the caller's and must stay valid during the call. */
struct telinject_net_message {
  const char *url;            /* http:// or https:// */
  const char *const *headers; /* "Name: value"; null ends the list */
  const void *body;
  size_t body_size;
  const char *proxy;     /* empty: none; the environment is not read */
  const char *no_proxy;  /* hosts without a proxy, as in NO_PROXY; empty: none */
  const char *ca_file;   /* certificates to trust; null: those of the system */
  const char *ca_folder; /* the same as a folder */
  long timeout_ms;       /* for the whole request */
  void *context;
  /* Called a hundred times a second; 0 ends the request. */
  int (*may_continue)(void *context);
  /* Called around everything that a fork must not interrupt; `hold` may wait for a fork. */
  void (*hold)(void *context);
  void (*release)(void *context);

  int status;              /* HTTP status; 0: no response */
  int is_refused;          /* no connection: nobody listens at that address */
  int is_untrusted;        /* no connection: TLS could not verify the receiver, or its certificates cannot be read */
  long retry_after_s;      /* Retry-After, a date too; 0: none */
  char fault[160];         /* the error if there is no response */
  char response[4 * 1024]; /* the beginning of the response's body */
  size_t response_size;
};

int telinject_net_version(void);
/* Initialises what must be initialised once before telinject_net_run; must not be interrupted by a fork.  0: failed. */
int telinject_net_prepare(void);
void telinject_net_run(const struct telinject_net_job *job);

/* Keeps connections open between messages.  One thread at a time.  null: no memory. */
void *telinject_net_open(void);
void telinject_net_post(void *connections, struct telinject_net_message *message);
void telinject_net_close(void *connections);
/* Calls a function at exit, before what was registered until now: OpenSSL is cleaned up there if the program uses it. */
void telinject_net_at_exit(void (*function)(void));

#ifdef __cplusplus
}
#endif

#endif
