// Recognises secrets by their shape: see secret_shapes.h.
#include "runtime/config/secret_shapes.h"

#include "runtime/base/characters.h"
#include <initializer_list>

namespace telinject {

namespace {

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

bool is_of_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_of_path(char c) {
  return is_of_token(c) || Slice("/.@").contains(c);
}

// A prefix and the characters that follow it.
struct Row {
  Slice prefix;
  Belongs belongs;
  std::size_t least, most;
};
constexpr std::size_t any = ~std::size_t{0};
constexpr Row rows[] = {
    {"AKIA", is_of_key_id, 16, 16},
    {"ASIA", is_of_key_id, 16, 16},
    {"ABIA", is_of_key_id, 16, 16},
    {"ACCA", is_of_key_id, 16, 16},
    {"LTAI", is_letter_or_digit, 12, 30}, // Alibaba
    {"ghp_", is_of_token, 30, any},
    {"gho_", is_of_token, 30, any},
    {"ghu_", is_of_token, 30, any},
    {"ghs_", is_of_token, 30, any},
    {"ghr_", is_of_token, 30, any},
    {"github_pat_", is_of_token, 20, any},
    {"glpat-", is_of_token, 16, any},
    {"gldt-", is_of_token, 16, any},
    {"glrt-", is_of_token, 16, any},
    {"glcbt-", is_of_token, 16, any},
    {"GR1348941", is_of_token, 16, any}, // runners of GitLab
    {"xoxb-", is_of_token, 10, any},
    {"xoxp-", is_of_token, 10, any},
    {"xoxa-", is_of_token, 10, any},
    {"xoxr-", is_of_token, 10, any},
    {"xoxs-", is_of_token, 10, any},
    {"xoxe-", is_of_token, 10, any},
    {"xapp-", is_of_token, 10, any},
    {"hooks.slack.com/services/", is_of_path, 10, any},
    {"hooks.slack.com/workflows/", is_of_path, 10, any},
    {"discord.com/api/webhooks/", is_of_path, 10, any},
    {"discordapp.com/api/webhooks/", is_of_path, 10, any},
    {"webhook.office.com/", is_of_path, 10, any},
    {"sk_live_", is_of_token, 10, any},
    {"rk_live_", is_of_token, 10, any},
    {"sk_test_", is_of_token, 10, any},
    {"rk_test_", is_of_token, 10, any},
    {"whsec_", is_of_token, 20, any},
    {"sk-", is_of_token, 20, any},
    {"AIza", is_of_token, 35, any},
    {"ya29.", is_of_jwt, 20, any},
    {"GOCSPX-", is_of_token, 20, any},
    {"npm_", is_of_token, 30, any},
    {"pypi-", is_of_token, 30, any},
    {"rubygems_", is_of_hex, 40, any},
    {"dckr_pat_", is_of_token, 20, any},
    {"dckr_oat_", is_of_token, 20, any},
    {"hf_", is_of_token, 30, any},
    {"SG.", is_of_jwt, 30, any},
    {"SK", is_of_hex, 32, 32}, // Twilio
    {"key-", is_of_hex, 32, 32},
    {"dapi", is_of_hex, 32, 34},
    {"dop_v1_", is_of_token, 32, any},
    {"doo_v1_", is_of_token, 32, any},
    {"shpat_", is_of_token, 20, any},
    {"shpss_", is_of_token, 20, any},
    {"shpca_", is_of_token, 20, any},
    {"hvs.", is_of_token, 20, any},
    {"hvb.", is_of_token, 20, any},
    {"ATATT3", is_of_jwt, 20, any},
    {"lin_api_", is_of_token, 20, any},
    {"ntn_", is_of_token, 30, any},
    {"glsa_", is_of_token, 20, any},
    {"glc_", is_of_bearer, 30, any},
    {"dp.pt.", is_of_token, 30, any},
    {"dp.st.", is_of_jwt, 30, any},
    {"pscale_", is_of_token, 30, any},
    {"pul-", is_of_hex, 40, any},
    {"PMAK-", is_of_token, 40, any},
    {"NRAK-", is_of_key_id, 20, any},
    {"dt0c01.", is_of_jwt, 40, any},
    {"sntrys_", is_of_bearer, 30, any},
    {"sntryu_", is_of_token, 30, any},
    {"sbp_", is_of_hex, 40, any},
    {"sq0csp-", is_of_token, 30, any},
    {"sq0atp-", is_of_token, 20, any},
    {"EAAC", is_letter_or_digit, 40, any}, // Facebook
    {"AGE-SECRET-KEY-", is_of_key_id, 20, any},
};

// The first characters of all prefixes.
constexpr struct Begins {
  bool of[256] = {};
  constexpr Begins() {
    for (const Row &row : rows)
      of[static_cast<unsigned char>(row.prefix.data[0])] = true;
  }
} begins;

std::size_t known_token(Slice s, bool is_cut) {
  if (!begins.of[static_cast<unsigned char>(s.data[0])])
    return 0;
  for (const Row &row : rows) {
    if (!s.starts_with(row.prefix))
      continue;
    const std::size_t n = run(s.drop_front(row.prefix.size), row.belongs), size = row.prefix.size + n;
    if ((n >= row.least && n <= row.most) || (is_cut && size == s.size))
      return size;
  }
  return 0;
}

// Hexadecimal digits with a data centre behind them (Mailchimp), digits with a colon and "AA" (Telegram).
std::size_t token_without_prefix(Slice s, bool is_cut) {
  const std::size_t n = run(s, is_of_hex);
  const Slice behind = s.drop_front(n);
  if (n == 32 && behind.starts_with("-us"))
    return n + 3 + run(behind.drop_front(3), is_digit);
  if (n >= 8 && n <= 10 && behind.starts_with(":AA")) {
    const std::size_t rest = run(behind.drop_front(1), is_of_token);
    return rest == 35 || (is_cut && 1 + rest == behind.size) ? n + 1 + rest : 0;
  }
  return 0;
}

// A JWT: header, payload and signature in base64; the header is a JSON object, so it begins with '{"'.
std::size_t jwt(Slice s, bool is_cut) {
  if (!s.starts_with("eyJ"))
    return 0;
  const std::size_t n = run(s, is_of_jwt);
  return (n >= 20 && s.take_front(n).contains('.')) || (is_cut && n == s.size) ? n : 0;
}

// "Bearer TOKEN" or "Basic TOKEN", in any case.
std::size_t authorization(Slice s, bool) {
  for (Slice word : {Slice("bearer "), Slice("basic ")}) {
    std::size_t n = 0;
    while (n < word.size && n < s.size && (s.data[n] | 0x20) == word.data[n])
      ++n;
    if (n != word.size)
      continue;
    const std::size_t token = run(s.drop_front(n), is_of_bearer);
    bool odd = false; // has other than lower-case letters, unlike "basic authentication"
    for (std::size_t i = 0; i < token; ++i)
      odd |= !is_lower(s.data[n + i]);
    if (token >= 6 && (odd || token >= 20))
      return n + token;
  }
  return 0;
}

std::size_t private_key(Slice s, bool) {
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

// A secret access key of AWS has no prefix: 40 characters of base64 of all kinds.  A path is not mistaken for one
// unless it has few parts and does not begin at the root.
std::size_t access_key(Slice s, bool is_cut) {
  const std::size_t n = run(s, is_of_base64);
  const bool is_begin = is_cut && n == s.size && n >= 16 && n < 40;
  if ((n != 40 && !is_begin) || s.data[0] == '/' || (n < s.size && Slice("=._-").contains(s.data[n])))
    return 0;
  int upper = 0, lower = 0, digits = 0, slashes = 0;
  for (std::size_t i = 0; i < n; ++i) {
    upper += is_upper(s.data[i]);
    lower += is_lower(s.data[i]);
    digits += is_digit(s.data[i]);
    slashes += s.data[i] == '/';
  }
  return upper >= (is_begin ? 2 : 4) && lower >= (is_begin ? 2 : 4) && digits >= 1 && slashes <= 3 ? n : 0;
}

} // namespace

std::size_t secret_shape(Slice s, bool is_cut) {
  if (s.size < 12 && !(is_cut && !s.empty()))
    return 0;
  for (const auto find : {known_token, jwt, authorization, private_key, access_key, token_without_prefix})
    if (const std::size_t n = find(s, is_cut); n != 0)
      return n;
  return 0;
}

} // namespace telinject
