/* Not instrumented. */
#include <curl/curl.h>

static struct curl_slist *list;

void set_other_headers(CURL *handle, const char *text);
void clear_other_headers(CURL *handle);

void set_other_headers(CURL *handle, const char *text) {
  list = curl_slist_append(NULL, text);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
}

void clear_other_headers(CURL *handle) {
  curl_easy_reset(handle);
  curl_slist_free_all(list);
}
