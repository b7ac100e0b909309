/* The runtime's part with a network, libtelinject-net.so: what the core asks of it.  It knows HTTP and nothing of what
 * is asked. The core finds telinject_net_run by its name when it needs it; the two come from the same build
 * (telinject_net_version). */
#ifndef TELINJECT_NET_H
#define TELINJECT_NET_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TELINJECT_NET_VERSION 1

/* One request and its answer.  All pointers are the caller's, and last until `done` was called with it. */
struct telinject_net_request {
  const char *method;        /* "GET", "PUT" */
  const char *url;           /* http:// and an address, or localhost: names are not looked up */
  const char *headers[3];    /* "Name: value"; null: no more */
  const char *wanted_header; /* whose value is kept; null: none */
  long timeout_ms;           /* for the whole of it */
  char *body;                /* where the answer's goes */
  size_t body_room;          /* an answer that is longer is a fault */
  void *tag;                 /* the caller's */

  size_t body_size;
  int status;            /* of HTTP; 0: no answer */
  const char *fault;     /* why there is none: a text that lasts */
  char header_value[64]; /* empty: it was not there, or was longer */
};

/* Carries out requests, all at the same time, until there are no more.  The functions are called by the calling thread.
 *   next      the next request to begin; null: none now (asked again after each `done`)
 *   done      a request has its answer or its fault
 *   remaining how many milliseconds all of it may go on; 0 or less: what is under way is given up, without `done` */
struct telinject_net_job {
  void *context;
  struct telinject_net_request *(*next)(void *context);
  void (*done)(void *context, struct telinject_net_request *request);
  long (*remaining)(void *context);
};

int telinject_net_version(void);
/* What must happen once before telinject_net_run, and may not be interrupted by a fork.  0: it cannot be used. */
int telinject_net_prepare(void);
void telinject_net_run(const struct telinject_net_job *job);

#ifdef __cplusplus
}
#endif

#endif
