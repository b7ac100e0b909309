// Checks the sizes inside a record.
#include "tool/events/replay/saved_records.h"

#include <cstring>

#include "runtime/core/folded.h"

namespace telinject::events {
namespace {

template <class T> bool read(const char *&p, const char *end, T &v) {
  if (static_cast<std::size_t>(end - p) < sizeof v)
    return false;
  std::memcpy(&v, p, sizeof v);
  p += sizeof v;
  return true;
}

// Reads folded sites; `with` receives each.  Returns false if they are incomplete or their values impossible.
template <class WithSite> bool read_folded(const char *&p, const char *end, WithSite with) {
  FoldedHead head;
  if (!read(p, end, head) || head.sites > max_folded_sites)
    return false;
  FoldedSite site;
  for (std::uint32_t i = 0; i < head.sites; ++i) {
    if (!read(p, end, site) || site.kind > FoldKind::change)
      return false;
    with(site);
  }
  return true;
}

bool has_whole_sites(const char *&p, const char *end) {
  return read_folded(p, end, [](const FoldedSite &) {});
}

// Checks what precedes an exit's return value; its parts are checked when they are read.
bool is_whole_exit(const Record &r, const char *p, const char *end) {
  Suppressed suppressed;
  if ((r.flags & record_has_suppressed) != 0 && !read(p, end, suppressed))
    return false;
  if ((r.flags & record_has_folded) != 0 && !has_whole_sites(p, end))
    return false;
  if ((r.flags & record_raised) != 0) {
    ErrorHead head;
    if (!read(p, end, head) || head.frame_count > max_error_frames || head.text_size > max_error_text)
      return false;
    const std::size_t more = head.frame_count * sizeof(const char *) + padded(head.text_size);
    if (static_cast<std::size_t>(end - p) < more)
      return false;
    p += more;
  }
  const char *code;
  return (r.flags & record_has_value) == 0 || read(p, end, code);
}

} // namespace

bool is_whole_record(const Record *r, std::size_t room) {
  if (room < sizeof(Record) || r->size < sizeof(Record) || r->size > room || r->size > max_record_size ||
      r->size % 8 != 0)
    return false;
  const char *p = reinterpret_cast<const char *>(r + 1);
  const char *const end = reinterpret_cast<const char *>(r) + r->size;
  if (r->kind == RecordKind::none || r->kind >= RecordKind::count)
    return false;
  if (LoopEnd loop; ends_inner_span(r->kind) && !read(p, end, loop))
    return false;
  if (ends_span(r->kind))
    return is_whole_exit(*r, p, end);
  if (r->kind == RecordKind::folded)
    return has_whole_sites(p, end);
  if (SpanLink link; (r->kind == RecordKind::enter || has_attributes(traits_of(r->kind).span)) &&
                     (r->flags & record_has_link) != 0 && !read(p, end, link))
    return false;
  if (r->kind == RecordKind::enter)
    return (r->flags & record_has_caller) == 0 || static_cast<std::size_t>(end - p) >= sizeof(CallAddresses);
  if (std::uint64_t count; r->kind == RecordKind::iteration)
    return read(p, end, count);
  return r->kind != RecordKind::literal || r->span <= static_cast<std::size_t>(end - p);
}

NeededLiterals literals_needed_by(const Record &r) {
  NeededLiterals needed;
  if (r.kind != RecordKind::folded) // which is of no site
    needed.add(r.site);
  const char *p = reinterpret_cast<const char *>(&r + 1);
  const char *const end = reinterpret_cast<const char *>(&r) + r.size;
  LoopEnd loop;
  if (ends_inner_span(r.kind) && read(p, end, loop))
    needed.add(loop.function_site);
  const auto add_site = [&](const FoldedSite &site) {
    needed.add(site.site);
    needed.add(site.function_site);
  };
  if (!ends_span(r.kind)) {
    needed.add(r.caller_site);
    if (r.kind == RecordKind::folded)
      read_folded(p, end, add_site);
    return needed;
  }
  Suppressed suppressed;
  if ((r.flags & record_has_suppressed) != 0)
    read(p, end, suppressed);
  if ((r.flags & record_has_folded) != 0)
    read_folded(p, end, add_site);
  ErrorHead head;
  if ((r.flags & record_raised) != 0 && read(p, end, head)) {
    needed.add(head.type);
    const char *frame;
    for (std::uint32_t i = 0; i < head.frame_count && i < max_error_frames && read(p, end, frame); ++i)
      needed.add(frame);
    p += padded(head.text_size);
  }
  const char *code;
  if ((r.flags & record_has_value) != 0 && read(p, end, code))
    needed.add(code);
  return needed;
}

LiteralText literal_of(const Record &r) {
  return {reinterpret_cast<std::uintptr_t>(r.site),
          {reinterpret_cast<const char *>(&r + 1), static_cast<std::size_t>(r.span)}};
}

} // namespace telinject::events
