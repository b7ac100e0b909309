// Where the process runs: cloud and Kubernetes, as far as that is known by now.  The search that needs a network goes
// on in the background; nobody but the writer's output waits for it, and that for no longer than
// TELEMETRY_METADATA_TIMEOUT_MS.
#pragma once

#include "runtime/config/config.h"
#include "runtime/resource/cloud/cloud_facts.h"
#include "runtime/resource/k8s/k8s_facts.h"

namespace telinject {

// On the thread of the first event: copies what the environment says, makes the memory that forked children share.
void detection_start(GetVariable get);

// With the drain lock only (drain.h):
// Learns what needs no network.  may_search: begins the rest, on a thread of its own; else the process counts as local
// where the rest would be needed.  Once; in a forked child, what the parent knows or will know counts.
void detection_begin(const Config &config, Slice host_name, bool may_search);
// Is there something to wait for?  After a false, the facts are final.
bool detection_is_running();
const CloudFacts &detected_cloud();
const K8sFacts &detected_k8s();
// One line for whoever asked for it (TELEMETRY_DIAGNOSTICS), once; empty: it was told, or there is none.
Slice take_detection_note();

// Any thread, async-signal-safe.
enum class Urgency {
  exit, // the process ends: what is left of the time is waited for where something points at a cloud, else 10 ms, or
        // nothing if the search has not begun (20 ms after the first event)
  now,  // it dies
};
void shorten_detection_deadline(Urgency hurry);
// At the end of the process: waits (50 ms at most) until the search has let go of the libraries that are about to end.
void detection_end();
// The thread that searches: is there one?  Gives the search up and waits for its end.
bool detection_has_thread();
void detection_end_thread();

// fork: see cloud/fetch.h.
void detection_before_fork();
void detection_after_fork(bool child);

} // namespace telinject
