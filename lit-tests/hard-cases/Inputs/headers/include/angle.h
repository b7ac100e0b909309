#pragma once
#ifdef __cplusplus
extern "C" {
#endif

static inline int angle(int x) { return x + 1; }

#ifdef __cplusplus
}
#endif
