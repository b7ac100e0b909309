// Reads the process tree from /proc.
#include "tool/base/process_tree.h"

#include "tool/base/files.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace telinject::rewrite {
namespace {

constexpr size_t kMaxStatusLength = 1024;

// Returns the parent's id from /proc/N/stat: "N (NAME) STATE PARENT …". A name may contain any character.
pid_t parent_in(const std::string &status) {
  const size_t name_end = status.rfind(") ");
  return name_end == std::string::npos || name_end + 4 > status.size()
             ? 0
             : static_cast<pid_t>(std::strtol(status.c_str() + name_end + 4, nullptr, 10));
}

// Does not use /proc/N/task/N/children, because many kernels are built without it.
std::multimap<pid_t, pid_t> children_by_parent() {
  std::multimap<pid_t, pid_t> children;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry("/proc", failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const long process = std::strtol(name.c_str(), nullptr, 10);
    if (process > 1)
      children.emplace(parent_in(read_start("/proc/" + name + "/stat", kMaxStatusLength)), static_cast<pid_t>(process));
  }
  return children;
}

} // namespace

void signal_process_tree(pid_t process, int signal) {
  const std::multimap<pid_t, pid_t> children = children_by_parent();
  std::vector<pid_t> processes = {process};
  for (size_t i = 0; i < processes.size() && processes.size() <= children.size(); ++i)
    for (auto [child, end] = children.equal_range(processes[i]); child != end; ++child)
      processes.push_back(child->second);
  // Signals the driver first, so that it reports no error about its children.
  for (pid_t one : processes)
    ::kill(one, signal);
}

} // namespace telinject::rewrite
