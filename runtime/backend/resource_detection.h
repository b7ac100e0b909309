// Detects where the process runs (cloud and Kubernetes) in the background.  Only the writer's output waits for the
// result, for at most TELEMETRY_METADATA_TIMEOUT_MS.
#pragma once

#include "runtime/config/config.h"
#include "runtime/resource/cloud/cloud_facts.h"
#include "runtime/resource/k8s/k8s_facts.h"

namespace telinject {

// On the thread of the first event: copies the environment variables and creates the memory that forked children share.
void detection_start(GetVariable get);

// The functions of this group require the drain lock (drain.h).
// Detects what needs no network.  may_search: starts a thread for the rest; without it, a process that needs the rest
// counts as local.  Runs once; a forked child uses what its parent knows or will know.
void detection_begin(const Config &config, Slice host_name, bool may_search);
// Returns true while detection is running.  After it has returned false, the facts no longer change.
bool detection_is_running();
const CloudFacts &detected_cloud();
const K8sFacts &detected_k8s();
// Returns, once, the line for TELEMETRY_DIAGNOSTICS; empty if it was taken before or there is none.
Slice take_detection_note();

// Shortens the deadline.  Callable on any thread, async-signal-safe.
enum class Urgency {
  exit, // the process exits: waits for the rest of the time if something suggests a cloud, else 10 ms, or not at all if
        // the detection has not begun (20 ms after the first event)
  now,  // the process dies
};
void shorten_detection_deadline(Urgency urgency);
// At the end of the process: waits (at most 50 ms) until the detection thread no longer uses libraries that are about
// to be finalised.
void detection_end();
// detection_has_thread returns whether the detection thread exists; the other function cancels the detection and waits
// for the thread to end.
bool detection_has_thread();
void detection_end_thread();

// For fork: see cloud/fetch.h.
void detection_before_fork();
void detection_after_fork(bool child);

} // namespace telinject
