/* The header for telemetry by hand, all of it, for C and C++ of any age. */
#include <telinject/by_hand.h>
#include <telinject/log_context.h>

int hand_spans(void);
int hand_contexts(const char *);
int hand_next(int);

int hand_next(int a) {
  TELINJECT_SPAN("hand: next");
  int b = a;
  return b + 1;
}

int hand_spans(void) {
  TELINJECT_SPAN("hand: spans");
  TELINJECT_SPAN("hand: inside");
  int span = TELINJECT_BEGIN("hand: begin");
  int n = hand_next(1);
  TELINJECT_END(span);
  return n;
}

int hand_contexts(const char *header) {
  char own[TELINJECT_TRACEPARENT_SIZE], ids[TELINJECT_LOG_CONTEXT_SIZE];
  telinject_context context, remote;
  int there =
      telinject_capture(&context) + telinject_inject_traceparent(own) + telinject_extract_traceparent(header, &remote);
  int handle = telinject_attach_context(&remote);
  {
    TELINJECT_WITH_CONTEXT(&context);
    TELINJECT_SPAN("hand: continued");
    there += hand_next(own[0]);
  }
  TELINJECT_END(handle);
  return there + telinject_flush(10) + *TELINJECT_LOG_CONTEXT(ids);
}
