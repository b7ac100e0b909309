// The container's id, from the names of its control groups (version 1, or 2 where that is not hidden) and of its
// mounts; and from the mounts of the kubelet, which have the pod's.
#include "runtime/resource/k8s/k8s.h"

namespace telinject::k8s {

namespace {

constexpr std::size_t max_file = 64 * 1024;
constexpr std::size_t id_size = 64;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

// 64 hexadecimal digits at the end of a part of a path, with what the runtimes put around them: "docker-ID.scope"
// (systemd), "cri-containerd-ID.scope", "crio-ID.scope", "libpod-ID.scope", plain "ID".  "crio-conmon-ID" and
// "libpod-conmon-ID" are the monitors' own.
Slice id_in_part(Slice part) {
  if (part.size > 6 && part.drop_front(part.size - 6) == Slice(".scope"))
    part = part.take_front(part.size - 6);
  if (part.size < id_size || part.starts_with("crio-conmon-") || part.starts_with("libpod-conmon-"))
    return Slice();
  const Slice id = part.drop_front(part.size - id_size);
  for (std::size_t i = 0; i < id.size; ++i)
    if (!is_hex(id.data[i]))
      return Slice();
  const Slice before = part.take_front(part.size - id_size);
  // "kubepods-...:cri-containerd:ID" is containerd's without systemd.
  return before.empty() || Slice("-:").contains(before.data[before.size - 1]) ? id : Slice();
}

// The last id on a path: containers may stand in containers.
Slice id_in_path(Slice path) {
  Slice found;
  while (!path.empty()) {
    const Slice part = path.take_front(path.find('/'));
    path = path.drop_front(part.size + 1);
    if (const Slice id = id_in_part(part); !id.empty())
      found = id;
  }
  return found;
}

template <class Function> void each_line(Slice text, Function use) {
  while (!text.empty()) {
    const Slice line = text.take_front(text.find('\n'));
    text = text.drop_front(line.size + 1);
    use(line);
  }
}

// hierarchy:controllers:path
Slice id_in_cgroup(Slice text) {
  Slice found;
  each_line(text, [&](Slice line) {
    const Slice path =
        line.drop_front(line.find(':') + 1).drop_front(line.drop_front(line.find(':') + 1).find(':') + 1);
    if (const Slice id = found.empty() ? id_in_path(path) : Slice(); !id.empty())
      found = id;
  });
  return found;
}

// Field n of a line, from 0.
Slice field(Slice line, int n) {
  for (; n > 0; --n)
    line = line.drop_front(line.find(' ') + 1);
  return line.take_front(line.find(' '));
}

// id parent device ROOT TARGET ...: the runtimes mount the container's own /etc/hostname (Docker, podman:
// .../containers/ID/hostname,
// .../overlay-containers/ID/userdata/hostname; CRI-O the same; containerd: .../sandboxes/ID/hostname, which is the
// pod's sandbox, no container).
Slice id_in_mountinfo(Slice text) {
  Slice found;
  each_line(text, [&](Slice line) {
    const Slice root = field(line, 3), target = field(line, 4);
    if (!found.empty() || (!(target == Slice("/etc/hostname")) && !(target == Slice("/etc/hosts")) &&
                           !(target == Slice("/etc/resolv.conf")) && !(target == Slice("/run/.containerenv"))))
      return;
    Slice before, path = root;
    while (!path.empty()) {
      const Slice part = path.take_front(path.find('/'));
      path = path.drop_front(part.size + 1);
      if ((before == Slice("containers") || before == Slice("overlay-containers") ||
           before == Slice("vfs-containers")) &&
          part.size == id_size)
        if (const Slice id = id_in_part(part); !id.empty())
          found = id;
      before = part;
    }
  });
  return found;
}

bool is_uid(Slice s) {
  for (std::size_t i = 0; i < s.size; ++i)
    if (!is_hex(s.data[i]) && s.data[i] != '-')
      return false;
  return s.size == 36 || s.size == 32;
}

// .../kubelet/pods/UID/etc-hosts on /etc/hosts, .../pods/UID/containers/NAME/HASH on the termination log.
void take_kubelet_mounts(Slice text, K8sFacts &facts) {
  each_line(text, [&](Slice line) {
    Slice path = field(line, 3), parts[5]; // of the root, the last ones
    while (!path.empty()) {
      const Slice part = path.take_front(path.find('/'));
      path = path.drop_front(part.size + 1);
      for (int i = 0; i < 4; ++i)
        parts[i] = parts[i + 1];
      parts[4] = part;
    }
    if (parts[2] == Slice("pods") && is_uid(parts[3]) && parts[4] == Slice("etc-hosts"))
      fill(facts.pod_uid, parts[3], "mountinfo", facts);
    if (parts[0] == Slice("pods") && is_uid(parts[1]) && parts[2] == Slice("containers")) {
      fill(facts.pod_uid, parts[1], "mountinfo", facts);
      fill(facts.container_name, parts[3], "mountinfo", facts);
    }
  });
}

} // namespace

Slice find_container_id(Slice cgroup, Slice mountinfo) {
  const Slice id = id_in_cgroup(cgroup);
  return id.empty() ? id_in_mountinfo(mountinfo) : id;
}

void container(const Environment &env, K8sFacts &facts) {
  static char cgroup[8 * 1024], mounts[max_file]; // only one looks at a time, and this is too much for a stack
  const Slice groups(cgroup, env.file("/proc/self/cgroup", cgroup, sizeof cgroup));
  const Slice mountinfo(mounts, env.file("/proc/self/mountinfo", mounts, sizeof mounts));
  fill(facts.container_id, find_container_id(groups, mountinfo), "cgroup", facts);
  if (facts.present)
    take_kubelet_mounts(mountinfo, facts);
}

} // namespace telinject::k8s
