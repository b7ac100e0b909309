// Secrets never reach the runtime: parameters and functions whose names look secret, in any spelling.
// RUN: %roundtrip --option=--events=function %s --std=c++17 --trace | %FileCheck %s --implicit-check-not=hunter2
// RUN: %roundtrip %s --std=c++17 > /dev/null

#include <cstdio>

// CHECK: int login(const char *user, const char *password, int apiKey, long API_KEY, int token_count) { TELINJECT_FUNCTION(1, "prrri", "login(user, password, apiKey, API_KEY, token_count) -> int", user, token_count)
int login(const char *user, const char *password, int apiKey, long API_KEY, int token_count) {
  // CHECK: return TELINJECT_RETURN(1, int)
  return user && password ? apiKey + static_cast<int>(API_KEY) + token_count : 0;
}
// CHECK: int getAccessToken(int seed) { TELINJECT_FUNCTION(1, "i", "getAccessToken(seed) -> [REDACTED]", seed) return seed * 3; }
int getAccessToken(int seed) { return seed * 3; }
// CHECK: void set_passphrase(const char *text) { TELINJECT_FUNCTION(1, "p", "set_passphrase(text)", text)
void set_passphrase(const char *text) { std::puts(text ? "set" : "unset"); }
// CHECK: template <class T> int hash(T secret) { TELINJECT_FUNCTION(1, "r", "hash(secret) -> int") return
template <class T> int hash(T secret) { return static_cast<int>(secret); }
// A name that only looks alike is captured.
// CHECK: int compass(int passes) { TELINJECT_FUNCTION(1, "i", "compass(passes) -> int", passes)
int compass(int passes) { return passes; }

int main() {
  set_passphrase("x");
  std::printf("%d %d %d %d\n", login("me", "you", 1, 2, 3), getAccessToken(4), hash(5), compass(6));
}
// CHECK: === trace
// CHECK-DAG: > login@{{[0-9]+}}(user=pointer, password=[REDACTED], apiKey=[REDACTED], API_KEY=[REDACTED], token_count={{[^)]*}})
// CHECK-DAG: < getAccessToken{{$}}
// CHECK-DAG: > hash@{{[0-9]+}}(secret=[REDACTED])
