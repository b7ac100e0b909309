// Shapes of secrets: see secret_shapes.h.
#include "runtime/config/secret_shapes.h"

#include <initializer_list>

namespace telinject {

namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter_or_digit(char c) {
  return is_upper(c) || is_lower(c) || is_digit(c);
}
bool is_of_key_id(char c) {
  return is_upper(c) || is_digit(c);
}
bool is_of_token(char c) {
  return is_letter_or_digit(c) || Slice("_-").contains(c);
}
bool is_of_jwt(char c) {
  return is_of_token(c) || c == '.';
}
bool is_of_base64(char c) {
  return is_letter_or_digit(c) || Slice("+/").contains(c);
}
bool is_of_bearer(char c) {
  return is_of_jwt(c) || Slice("~+/=:%").contains(c);
}

using Belongs = bool (*)(char c);

std::size_t run(Slice s, Belongs belongs) {
  std::size_t n = 0;
  while (n < s.size && belongs(s.data[n]))
    ++n;
  return n;
}

// A prefix and what follows it.
struct Row {
  Slice prefix;
  Belongs belongs;
  std::size_t least, most;
};
constexpr std::size_t any = ~std::size_t{0};
constexpr Row rows[] = {
    {"AKIA", is_of_key_id, 16, 16},        {"ASIA", is_of_key_id, 16, 16},     {"ABIA", is_of_key_id, 16, 16},
    {"ACCA", is_of_key_id, 16, 16},        {"ghp_", is_of_token, 30, any},     {"gho_", is_of_token, 30, any},
    {"ghu_", is_of_token, 30, any},        {"ghs_", is_of_token, 30, any},     {"ghr_", is_of_token, 30, any},
    {"github_pat_", is_of_token, 20, any}, {"glpat-", is_of_token, 16, any},   {"xoxb-", is_of_token, 10, any},
    {"xoxp-", is_of_token, 10, any},       {"xoxa-", is_of_token, 10, any},    {"xoxr-", is_of_token, 10, any},
    {"xoxs-", is_of_token, 10, any},       {"sk_live_", is_of_token, 10, any}, {"rk_live_", is_of_token, 10, any},
    {"sk_test_", is_of_token, 10, any},    {"sk-", is_of_token, 20, any},      {"AIza", is_of_token, 35, any},
    {"ya29.", is_of_jwt, 20, any},         {"npm_", is_of_token, 30, any},     {"pypi-", is_of_token, 30, any},
    {"hf_", is_of_token, 30, any},         {"SG.", is_of_jwt, 30, any},        {"dop_v1_", is_of_token, 32, any},
    {"shpat_", is_of_token, 20, any},      {"hvs.", is_of_token, 20, any},
};

std::size_t known_token(Slice s) {
  for (const Row &row : rows) {
    if (!s.starts_with(row.prefix))
      continue;
    const std::size_t n = run(s.drop_front(row.prefix.size), row.belongs);
    if (n >= row.least && n <= row.most)
      return row.prefix.size + n;
  }
  return 0;
}

// Header, payload and signature in base64: the header is a JSON object, so it begins with '{"'.
std::size_t jwt(Slice s) {
  if (!s.starts_with("eyJ"))
    return 0;
  const std::size_t n = run(s, is_of_jwt);
  return n >= 20 && s.take_front(n).contains('.') ? n : 0;
}

// "Bearer TOKEN", "Basic TOKEN", in any case.
std::size_t authorization(Slice s) {
  for (Slice word : {Slice("bearer "), Slice("basic ")}) {
    std::size_t n = 0;
    while (n < word.size && n < s.size && (s.data[n] | 0x20) == word.data[n])
      ++n;
    if (n != word.size)
      continue;
    const std::size_t token = run(s.drop_front(n), is_of_bearer);
    bool odd = false; // "basic authentication" is no token
    for (std::size_t i = 0; i < token; ++i)
      odd |= !is_lower(s.data[n + i]);
    if (token >= 6 && (odd || token >= 20))
      return n + token;
  }
  return 0;
}

std::size_t private_key(Slice s) {
  if (!s.starts_with("-----BEGIN "))
    return 0;
  const Slice line = s.take_front(s.find('\n'));
  bool key = false;
  for (std::size_t i = 0; i < line.size; ++i)
    key |= line.drop_front(i).starts_with("PRIVATE KEY");
  if (!key)
    return 0;
  for (std::size_t i = 11; i < s.size; ++i)
    if (s.drop_front(i).starts_with("-----END ")) {
      std::size_t end = i + 9;
      while (end < s.size && s.data[end] != '-')
        ++end;
      return end + 5 < s.size ? end + 5 : s.size;
    }
  return s.size;
}

// A secret access key of AWS has nothing before it: 40 characters of base64, of all kinds.  A path is not taken for
// one: it would have to have few parts, and not to begin at the root.
std::size_t access_key(Slice s) {
  const std::size_t n = run(s, is_of_base64);
  if (n != 40 || s.data[0] == '/' || (n < s.size && Slice("=._-").contains(s.data[n])))
    return 0;
  int upper = 0, lower = 0, digits = 0, slashes = 0;
  for (std::size_t i = 0; i < n; ++i) {
    upper += is_upper(s.data[i]);
    lower += is_lower(s.data[i]);
    digits += is_digit(s.data[i]);
    slashes += s.data[i] == '/';
  }
  return upper >= 4 && lower >= 4 && digits >= 1 && slashes <= 3 ? n : 0;
}

} // namespace

std::size_t secret_shape(Slice s) {
  if (s.size < 12)
    return 0;
  for (const auto find : {known_token, jwt, authorization, private_key, access_key})
    if (const std::size_t n = find(s); n != 0)
      return n;
  return 0;
}

} // namespace telinject
