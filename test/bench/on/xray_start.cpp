/* Linked into a program that clang built with -fxray-instrument: records all of its calls in XRay's flight data recorder, whose buffers are
   written at the end. */
#include <xray/xray_interface.h>
#include <xray/xray_log_interface.h>

/* Those headers are C++; the functions are not. */
extern "C" __attribute__((constructor, xray_never_instrument)) void start_xray() {
  if (__xray_log_select_mode("xray-fdr") == XRAY_REGISTRATION_OK &&
      __xray_log_init_mode("xray-fdr", "func_duration_threshold_us=0:buffer_size=1048576:buffer_max=100") ==
          XRAY_LOG_INITIALIZED)
    __xray_patch();
}

extern "C" __attribute__((destructor, xray_never_instrument)) void end_xray() {
  if (__xray_log_finalize() == XRAY_LOG_FINALIZED)
    __xray_log_flushLog();
}
