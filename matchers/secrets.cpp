#include "matchers/secrets.h"

#include <algorithm>
#include <array>

namespace telinject {
namespace {

constexpr std::array<std::string_view, 14> kSecretWords = {
    "password",   "passwd", "passphrase", "token",     "secret", "apikey",     "authorization",
    "credential", "pwd",    "privatekey", "accesskey", "bearer", "signingkey", "encryptionkey"};

std::string folded(std::string_view name) {
  std::string result;
  for (char c : name) {
    if (c == '_' || c == '-')
      continue;
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

} // namespace

bool looks_secret(std::string_view name, const std::vector<std::string> &further) {
  const std::string text = folded(name);
  const auto inside = [&](std::string_view word) { return !word.empty() && text.find(word) != std::string::npos; };
  return std::any_of(kSecretWords.begin(), kSecretWords.end(), inside) ||
         std::any_of(further.begin(), further.end(), [&](const std::string &word) { return inside(folded(word)); });
}

} // namespace telinject
