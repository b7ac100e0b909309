// The same transfers from C++.
#include <curl/curl.h>
#include <cstdio>
#include <string>

static int get(const std::string &url, const char *method) {
  CURL *curl = curl_easy_init();
  if (!curl)
    return -1;
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  if (method)
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_cleanup(curl);
  return code;
}

static int literal() {
  CURL *curl = curl_easy_init();
  if (!curl)
    return -1;
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1:1/search?q=a");
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_cleanup(curl);
  return code;
}

int main(int count, char **words) {
  if (count < 2)
    return 1;
  const std::string server = std::string("127.0.0.1:") + words[1];
  std::printf("%d\n", get("http://user:secret@" + server + "/status/200?x=1", nullptr));
  std::printf("%d\n", get("http://" + server + "/status/404", "DELETE"));
  std::printf("%d\n", get("http://127.0.0.1:1/", nullptr));
  std::printf("%d\n", literal());
}
