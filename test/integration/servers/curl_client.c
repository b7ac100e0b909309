/* A client of libcurl: THREADS × REQUESTS to URL; every second request has headers of its own, which the server must
 * get.   curl_client URL THREADS REQUESTS [HEADER] */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *base, *header;
static int requests;

struct body {
  char text[200];
  size_t size;
};

static size_t take(char *data, size_t size, size_t count, void *to) {
  struct body *body = to;
  if (body->size + size * count < sizeof body->text)
    memcpy(body->text + body->size, data, size * count), body->size += size * count;
  return size * count;
}

/* The whole life of a handle: returns 1 if the answer is the expected one. */
static int ask(CURL *handle, int with_headers) {
  struct curl_slist *headers = NULL;
  struct body body;
  long status = 0;
  CURLcode code;
  char expected[100];
  memset(&body, 0, sizeof body);
  if (with_headers || header)
    headers = curl_slist_append(headers, "X-Own: mine");
  if (header)
    headers = curl_slist_append(headers, header);
  curl_easy_setopt(handle, CURLOPT_URL, base);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  code = curl_easy_perform(handle);
  if (code == CURLE_OK)
    code = curl_easy_perform(handle); /* with the list that the program has set */
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, NULL);
  curl_slist_free_all(headers);
  sprintf(expected, "GET 45 %s 0", headers ? "mine" : "none");
  return code == CURLE_OK && status == 200 && body.size == 2 * strlen(expected) &&
         memcmp(body.text, expected, strlen(expected)) == 0;
}

static void *run(void *good) {
  CURL *handle = curl_easy_init();
  int i;
  for (i = 0; i < requests; ++i)
    *(int *)good += ask(handle, i % 2);
  curl_easy_cleanup(handle);
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[64];
  int good[64] = {0}, count = argc > 2 ? atoi(argv[2]) : 1, sum = 0, i;
  base = argv[1];
  requests = argc > 3 ? atoi(argv[3]) : 1;
  header = argc > 4 ? argv[4] : NULL;
  curl_global_init(CURL_GLOBAL_ALL);
  for (i = 0; i < count; ++i)
    pthread_create(&threads[i], NULL, run, &good[i]);
  for (i = 0; i < count; ++i)
    pthread_join(threads[i], NULL), sum += good[i];
  printf("%d of %d\n", sum, count * requests);
  return 0;
}
