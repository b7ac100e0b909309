/* Transfers by libcurl's easy interface: two statuses, another method, a port where nobody listens. */
#include <curl/curl.h>
#include <stdio.h>

static int get(const char *url, const char *method) {
  CURL *curl = curl_easy_init();
  CURLcode code;
  if (!curl) return -1;
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_URL, url);
  if (method) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  code = curl_easy_perform(curl);
  curl_easy_cleanup(curl);
  return (int)code;
}

static int literal(void) {
  CURL *curl = curl_easy_init();
  CURLcode code;
  if (!curl) return -1;
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1:1/search?q=a");
  code = curl_easy_perform(curl);
  curl_easy_cleanup(curl);
  return (int)code;
}

int main(int count, char **words) {
  char url[100];
  if (count < 2) return 1;
  snprintf(url, sizeof url, "http://user:secret@127.0.0.1:%s/status/200?x=1", words[1]);
  printf("%d\n", get(url, 0));
  snprintf(url, sizeof url, "http://127.0.0.1:%s/status/404", words[1]);
  printf("%d\n", get(url, "DELETE"));
  printf("%d\n", get("http://127.0.0.1:1/", 0));
  printf("%d\n", literal());
  return 0;
}
