// Splitting and redaction of URLs: see url.h.
#include "runtime/semconv/url.h"

#include "runtime/config/redact.h"
#include "runtime/semconv/shapes.h"
#include "runtime/semconv/sql_words.h"

#include <initializer_list>

namespace telinject {

namespace {

constexpr Slice redacted = "REDACTED";

bool is_slash(char c) {
  return c == '/' || c == '\\';
}

std::size_t find_any(Slice s, Slice characters) {
  std::size_t n = 0;
  while (n < s.size && !characters.contains(s.data[n]))
    ++n;
  return n;
}

std::size_t find_last(Slice s, char c) {
  for (std::size_t i = s.size; i-- > 0;)
    if (s.data[i] == c)
      return i;
  return s.size;
}

// Returns the length of "SCHEME:" and the slashes behind it, or of "//"; 0 if the URL begins with its host or its path.
std::size_t scheme_size(Slice url) {
  const std::size_t colon = find_any(url, ":/\\?#@[");
  const std::size_t begin = colon != 0 && colon < url.size && url.data[colon] == ':' ? colon + 1 : 0;
  std::size_t n = begin;
  while (n < url.size && is_slash(url.data[n]))
    ++n;
  return n - begin >= (begin != 0 ? 1u : 2u) ? n : 0; // "host:80/path" has no scheme
}

// Does what stands behind the last ':' of the authority look like a port?
bool has_valid_port(Slice authority) {
  if (authority.starts_with("["))
    return true;
  const std::size_t colon = authority.find(':');
  std::uint64_t port;
  return colon == authority.size || colon + 1 == authority.size ||
         parse_whole(authority.drop_front(colon + 1), 65535, port);
}

// Returns the length of "USER:PASSWORD@" at the front of `rest`, which follows the scheme; 0: none.  A password may hold
// what should have been encoded, so that no port stands behind the ':'.
std::size_t user_info_size(Slice rest) {
  const Slice authority = rest.take_front(find_any(rest, "/\\?#"));
  if (const std::size_t at = find_last(authority, '@'); at != authority.size)
    return at + 1;
  if (has_valid_port(authority))
    return 0;
  const std::size_t at = find_last(rest, '@');
  return at == rest.size ? 0 : at + 1;
}

// The parameters with which cloud providers sign URLs (case-sensitive, unlike names that look secret).
bool is_signing_parameter(Slice name) {
  for (Slice known : {Slice("X-Amz-Signature"), Slice("X-Amz-Credential"), Slice("X-Amz-Security-Token"),
                      Slice("AWSAccessKeyId"), Slice("Signature"), Slice("sig"), Slice("X-Goog-Signature")})
    if (name == known)
      return true;
  return false;
}

// Appends the parameters of a query or a fragment.
void put_parameters(TextBuffer &out, Slice rest) {
  for (;;) {
    const std::size_t end = find_any(rest, "&;?#");
    const Slice pair = rest.take_front(end);
    const std::size_t equals = pair.find('=');
    const Slice name = pair.take_front(equals), value = pair.drop_front(equals + 1);
    const bool is_secret = has_secret_shape(value) || is_signing_parameter(name) || parameter_names_secret(name);
    if (equals == pair.size)
      out.put(has_secret_shape(pair) ? redacted : pair);
    else if (is_secret && !has_secret_shape(name)) {
      out.put(name);
      out.put('=');
      out.put(redacted);
    } else {
      out.put(is_secret ? redacted : pair);
    }
    if (end == rest.size)
      return;
    out.put(rest.data[end]);
    rest = rest.drop_front(end + 1);
  }
}

// Appends a path piece by piece; ";name=value" belongs to a piece.
void put_path(TextBuffer &out, Slice rest) {
  while (!rest.empty()) {
    const std::size_t end = find_any(rest, "/\\;");
    const Slice piece = rest.take_front(end);
    const std::size_t equals = piece.find('=');
    if (has_secret_shape(piece)) {
      out.put(redacted);
    } else if (equals != piece.size && parameter_names_secret(piece.take_front(equals))) {
      out.put(piece.take_front(equals + 1));
      out.put(redacted);
    } else {
      out.put(piece);
    }
    if (end == rest.size)
      return;
    out.put(rest.data[end]);
    rest = rest.drop_front(end + 1);
  }
}

void put_user_info(TextBuffer &out, Slice user_info) {
  if (user_info.empty())
    return;
  out.put(redacted);
  if (user_info.contains(':')) {
    out.put(':');
    out.put(redacted);
  }
  out.put('@');
}

} // namespace

UrlParts parse_url(Slice url) {
  UrlParts parts;
  const std::size_t begin = scheme_size(url);
  if (begin != 0 && !is_slash(url.data[0]))
    parts.scheme = url.take_front(url.find(':'));
  Slice rest = url.drop_front(begin);
  const std::size_t user = user_info_size(rest);
  parts.user_info = rest.take_front(user == 0 ? 0 : user - 1);
  rest = rest.drop_front(user);
  const Slice authority = rest.take_front(find_any(rest, "/\\?#"));
  rest = rest.drop_front(authority.size);
  const bool is_ipv6 = authority.starts_with("[");
  const std::size_t host_end = is_ipv6 ? authority.find(']') : authority.find(':');
  parts.host = is_ipv6 ? authority.take_front(host_end).drop_front(1) : authority.take_front(host_end);
  const Slice behind = authority.drop_front(is_ipv6 ? host_end + 1 : host_end);
  std::uint64_t port;
  if (behind.starts_with(":") && parse_whole(behind.drop_front(1), 65535, port))
    parts.port = static_cast<std::uint32_t>(port);
  else if (is_any_word(parts.scheme, "HTTPS", "WSS"))
    parts.port = 443;
  else if (begin == 0 || is_any_word(parts.scheme, "HTTP", "WS"))
    parts.port = 80;
  parts.path = rest.take_front(find_any(rest, "?#"));
  rest = rest.drop_front(parts.path.size);
  if (rest.starts_with("?"))
    parts.query = rest.drop_front(1).take_front(rest.drop_front(1).find('#'));
  return parts;
}

void put_clean_query(TextBuffer &out, Slice query) {
  if (!query.empty())
    put_parameters(out, query);
}

void put_clean_url(TextBuffer &out, Slice url, bool is_cut) {
  const std::size_t begin = scheme_size(url);
  out.put(url.take_front(begin));
  Slice rest = url.drop_front(begin);
  const std::size_t user = user_info_size(rest);
  put_user_info(out, rest.take_front(user));
  rest = rest.drop_front(user);
  const std::size_t host = find_any(rest, "/\\?#");
  // The front of user and password, or a host that cannot be one.
  const bool is_unclear = user == 0 && (!has_valid_port(rest.take_front(host)) || (is_cut && host == rest.size));
  out.put(is_unclear ? redacted : rest.take_front(host));
  rest = rest.drop_front(host);
  const std::size_t path = find_any(rest, "?#");
  put_path(out, rest.take_front(path));
  rest = rest.drop_front(path);
  if (rest.empty())
    return;
  out.put(rest.data[0]);
  put_parameters(out, rest.drop_front(1));
}

} // namespace telinject
