/* Orders from a front server with libcurl.   client URL THREADS ORDERS */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *base;
static int threads, orders;

struct answer {
  char text[100];
  size_t size;
};

static size_t take(char *data, size_t size, size_t count, void *to) {
  struct answer *answer = to;
  if (answer->size + size * count < sizeof answer->text) {
    memcpy(answer->text + answer->size, data, size * count);
    answer->size += size * count;
  }
  return size * count;
}

/* telinject: root */
static int order(CURL *handle, int id) {
  struct answer answer;
  char url[200];
  long status = 0;
  memset(&answer, 0, sizeof answer);
  sprintf(url, "%s/order/%d", base, id);
  curl_easy_setopt(handle, CURLOPT_URL, url);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  if (curl_easy_perform(handle) != CURLE_OK)
    return 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status == 200 && atoi(answer.text) == 4 * id;
}

static void *run(void *first) {
  CURL *handle = curl_easy_init();
  struct curl_slist *headers = curl_slist_append(NULL, "Authorization: Bearer hunter2");
  long good = 0;
  int id;
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  for (id = *(int *)first; id < orders; id += threads)
    good += order(handle, id);
  curl_easy_cleanup(handle);
  curl_slist_free_all(headers);
  return (void *)good;
}

int main(int count, char **words) {
  pthread_t ids[64];
  int firsts[64], i;
  long good = 0;
  if (count != 4)
    return 2;
  base = words[1];
  threads = atoi(words[2]);
  orders = atoi(words[3]);
  curl_global_init(CURL_GLOBAL_ALL);
  for (i = 0; i < threads; ++i) {
    firsts[i] = i;
    pthread_create(&ids[i], NULL, run, &firsts[i]);
  }
  for (i = 0; i < threads; ++i) {
    void *result;
    pthread_join(ids[i], &result);
    good += (long)result;
  }
  curl_global_cleanup();
  printf("%ld of %d\n", good, orders);
  return 0;
}
