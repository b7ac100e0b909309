// Runs jobs in worker processes: a job that crashes ends its worker, not the tool.
#pragma once

#include <functional>
#include <string>

namespace telinject {

// For each i below count runs work(i) in a process of its own, at most `jobs` at a time, and calls done(i, text) here
// with what work returned; with "" where the worker died.  Order of done: as they end.
void run_in_workers(size_t count, unsigned jobs, const std::function<std::string(size_t)> &work,
                    const std::function<void(size_t, const std::string &)> &done);

} // namespace telinject
