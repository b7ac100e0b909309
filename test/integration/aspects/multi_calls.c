/* Transfers by libcurl's multi interface.  Compiles as C and as C++. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

static char urls[4][100];

static CURL *make(const char *url, struct curl_slist *headers) {
  CURL *easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_URL, url);
  if (headers) curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  return easy;
}

static void run(CURLM *multi) {
  int running = 1;
  while (running) {
    curl_multi_perform(multi, &running);
    if (running) curl_multi_wait(multi, NULL, 0, 1000, NULL);
  }
}

/* Ends with what curl_multi_info_read says. */
static int report(CURLM *multi) {
  int left, sum = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    long status = 0;
    if (message->msg != CURLMSG_DONE) continue;
    curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
    sum += (int)status + (int)message->data.result;
  }
  return sum;
}

static int all_at_once(struct curl_slist *own) {
  CURLM *multi = curl_multi_init();
  CURL *easy[3];
  int i, sum;
  for (i = 0; i < 3; ++i) {
    easy[i] = make(i == 2 ? "http://127.0.0.1:1/" : urls[i], i == 1 ? own : NULL);
    curl_multi_add_handle(multi, easy[i]);
  }
  run(multi);
  sum = report(multi);
  for (i = 0; i < 3; ++i) {
    curl_multi_remove_handle(multi, easy[i]);
    curl_easy_cleanup(easy[i]);
  }
  curl_multi_cleanup(multi);
  return sum;
}

/* Ends with the removal; then the same handle again, with its own list, and by the easy interface. */
static int removed(struct curl_slist *own) {
  CURLM *multi = curl_multi_init();
  CURL *easy = make(urls[2], own), *copy;
  int code;
  curl_multi_add_handle(multi, easy);
  run(multi);
  copy = curl_easy_duphandle(easy);
  curl_multi_remove_handle(multi, easy);
  code = (int)curl_easy_perform(easy);
  curl_easy_setopt(copy, CURLOPT_URL, urls[3]);
  code += (int)curl_easy_perform(copy);
  curl_easy_cleanup(copy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  return code;
}

/* Twice the same handle: libcurl refuses it, and the transfer goes on. */
static int refused(void) {
  CURLM *multi = curl_multi_init();
  CURL *easy = make(urls[0], NULL);
  curl_multi_add_handle(multi, easy);
  printf("%d\n", curl_multi_add_handle(multi, NULL) != CURLM_OK);
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  return 0;
}

int main(int count, char **words) {
  struct curl_slist *own = curl_slist_append(NULL, "X-Own: mine"), *their;
  if (count < 2) return 1;
  snprintf(urls[0], sizeof urls[0], "http://user:secret@127.0.0.1:%s/status/200", words[1]);
  snprintf(urls[1], sizeof urls[1], "http://127.0.0.1:%s/status/503", words[1]);
  snprintf(urls[2], sizeof urls[2], "http://127.0.0.1:%s/status/404", words[1]);
  snprintf(urls[3], sizeof urls[3], "http://127.0.0.1:%s/status/204", words[1]);
  printf("%d\n", all_at_once(own));
  printf("%d\n", removed(own));
  their = curl_slist_append(NULL, "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
  printf("%d\n", removed(their));
  refused();
  curl_slist_free_all(own);
  curl_slist_free_all(their);
  return 0;
}
