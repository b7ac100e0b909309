// The writer thread, and the functions with which other threads ensure that their records reach the output.
#pragma once

#include "runtime/frontend/upcalls.h"
#include "runtime/sinks/patience.h"

namespace telinject {

// For a hook that records nothing: starts the writer in a forked child, because only the writer checks the control
// file.
void writer_start_for_control_file();
// Stops the writer when the main thread ends by pthread_exit: a process lives as long as any thread, so the writer must
// not outlive the others.  Returns when the thread is gone; later records are written synchronously.
void writer_stop();

// Stops the writer for the lifetime of the object, because some system calls require a process with one thread. Records
// are written synchronously meanwhile.  Preserves errno.
class WriterPause {
public:
  WriterPause();
  ~WriterPause();
  WriterPause(const WriterPause &) = delete;
  WriterPause &operator=(const WriterPause &) = delete;

private:
  bool paused_;
};

// Has the writer run end_process for a thread that may make no system calls; waits for it without one.
void writer_finish_process();

// Waits until everything recorded before the call, by any thread, has been handed to the output; drains itself if there
// is no writer thread.  Returns false if not everything was written in that time.  Async-signal-safe.
bool flush_all(Patience &patience);
// Waits only until the records are rendered: lines may still be held for the resource.
bool flush_rendered(Patience patience = Patience::while_moving());
// Does the same as flush_all, then writes the summary.
bool flush_last(Patience &patience);

// In a forked child, which has no writer thread yet.
void writer_reset_for_child();

} // namespace telinject
