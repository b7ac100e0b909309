/* Requests whose headers other.c sets, a file that is not instrumented.   mixed_main URL */
#include <curl/curl.h>
#include <stdio.h>

void set_other_headers(CURL *handle, const char *text);
void clear_other_headers(CURL *handle);

static void ask(CURL *handle, const char *url) {
  curl_easy_setopt(handle, CURLOPT_URL, url);
  if (curl_easy_perform(handle) != CURLE_OK)
    puts("failed");
  fflush(stdout);
}

int main(int count, char **words) {
  CURL *handle = curl_easy_init();
  struct curl_slist *own = curl_slist_append(NULL, "X-Extra: own");
  if (count != 2 || !handle)
    return 2;
  ask(handle, words[1]);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, own);
  ask(handle, words[1]);
  set_other_headers(handle, "X-Extra: other");
  ask(handle, words[1]);
  ask(handle, words[1]);
  clear_other_headers(handle); /* what it has set before is freed */
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, NULL);
  ask(handle, words[1]);
  curl_easy_cleanup(handle);
  curl_slist_free_all(own);
  return 0;
}
