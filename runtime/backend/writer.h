// The writer thread, and how other threads make sure that what they recorded has reached the output.
#pragma once

#include "runtime/frontend/upcalls.h"
#include "runtime/sinks/patience.h"

namespace telinject {

// For a hook that records nothing: a forked child has no writer yet, and it is the writer that looks at the control
// file.
void writer_start_for_control_file();
// The main thread ends by pthread_exit: a process lives as long as any thread, so the writer must not be one of those
// that are left.  Returns when it is gone; what follows is written synchronously.
void writer_stop();

// There is no writer for as long as it lives: some system calls are for processes that have one thread.  What is
// recorded meanwhile is written at once.  errno stays.
class WriterPause {
public:
  WriterPause();
  ~WriterPause();
  WriterPause(const WriterPause &) = delete;
  WriterPause &operator=(const WriterPause &) = delete;

private:
  bool paused_;
};

// end_process by the writer, for a thread that may make no system calls; waits for it without one.
void writer_finish_process();

// Waits until everything recorded before the call, by any thread, has been handed to the output; drains itself where
// there is no writer thread.  False: not all was written in that time.  Async-signal-safe.
bool flush_all(Patience &patience);
// Waits only until it has been rendered: lines may still wait in memory for the process's facts.
bool flush_rendered(Patience patience = Patience::while_moving());
// As flush_all, then writes the summary.
bool flush_last(Patience &patience);

// A forked child has no writer thread yet.
void writer_reset_for_child();

} // namespace telinject
