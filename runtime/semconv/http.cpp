// Methods and headers of HTTP: see http.h.
#include "runtime/semconv/http.h"

#include "runtime/config/redact.h"
#include "runtime/semconv/sql_words.h"
#include "runtime/semconv/url.h"

namespace telinject {

bool is_known_http_method(Slice method, Slice list) {
  if (method.empty())
    return false;
  if (list.empty())
    list = "CONNECT,DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT,QUERY,TRACE";
  while (!list.empty()) {
    Slice known = list.take_front(list.find(','));
    list = list.drop_front(known.size + 1);
    while (known.starts_with(" "))
      known = known.drop_front(1);
    while (!known.empty() && known.data[known.size - 1] == ' ')
      known = known.take_front(known.size - 1);
    if (known == method)
      return true;
  }
  return false;
}

bool is_secret_header(Slice name) {
  return is_any_word(name, "AUTHORIZATION", "PROXY-AUTHORIZATION", "AUTHENTICATION-INFO", "PROXY-AUTHENTICATION-INFO",
                     "WWW-AUTHENTICATE", "PROXY-AUTHENTICATE", "COOKIE", "COOKIE2", "SET-COOKIE", "SET-COOKIE2",
                     "X-API-KEY", "API-KEY", "X-AUTH-TOKEN", "X-CSRF-TOKEN", "X-XSRF-TOKEN", "X-AMZ-SECURITY-TOKEN",
                     "X-GOOG-IAM-AUTHORIZATION-TOKEN", "X-FORWARDED-AUTHORIZATION", "X-VAULT-TOKEN", "PRIVATE-TOKEN",
                     "X-GITLAB-TOKEN", "X-SLACK-SIGNATURE", "X-HUB-SIGNATURE", "X-HUB-SIGNATURE-256") ||
         names_secret(name);
}

void put_header_value(TextBuffer &out, Slice name, Slice value) {
  if (is_secret_header(name))
    out.put("[REDACTED]");
  else if (is_any_word(name, "LOCATION", "CONTENT-LOCATION", "REFERER", "ORIGIN", "HOST"))
    put_clean_url(out, value, false);
  else
    put_redacted(out, value);
}

} // namespace telinject
