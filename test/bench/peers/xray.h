// XRay of Clang, in flight data recorder mode: its log stays in memory until it is asked for.
#pragma once

#include <cstdlib>
#include <xray/xray_interface.h>
#include <xray/xray_log_interface.h>

#define PEER_ENTER(NAME, A, B, C)
#define PEER_LEAVE(NAME, RESULT)

[[clang::xray_never_instrument]] void peer_begin();
[[clang::xray_never_instrument]] void peer_end();

void peer_begin() {
  if (__xray_log_select_mode("xray-fdr") != XRAY_REGISTRATION_OK ||
      __xray_log_init_mode("xray-fdr", "func_duration_threshold_us=0:buffer_size=1048576:buffer_max=100") !=
          XRAY_LOG_INITIALIZED ||
      __xray_patch() != SUCCESS)
    std::abort();
}

void peer_end() {
  if (__xray_log_finalize() != XRAY_LOG_FINALIZED || __xray_log_flushLog() != XRAY_LOG_FLUSHED)
    std::abort();
}
