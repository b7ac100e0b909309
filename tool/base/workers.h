// Runs jobs in worker processes, so that a crashing job does not end the tool.
#pragma once

#include <functional>
#include <string>

namespace telinject::rewrite {

// Runs work(i) for each i < count in its own process, at most `jobs` at a time. Calls done(i, text) in this process
// with the result, or with "" if the worker died; in order of completion.
void run_in_workers(size_t count, unsigned jobs, const std::function<std::string(size_t)> &work,
                    const std::function<void(size_t, const std::string &)> &done);

} // namespace telinject::rewrite
