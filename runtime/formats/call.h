// An HTTP or a database call as formats show it: the attributes of its record and its site, without literals and
// secrets, and what follows from them by OpenTelemetry's conventions.  Used by the thread that holds the drain lock only;
// async-signal-safe.
#pragma once

#include "runtime/base/text.h"
#include "runtime/core/record.h"

namespace telinject {

struct Event;

struct CallAttribute {
  Slice name;
  char type = 's';         // s: text; otherwise the code of a value
  bool is_of_site = false; // a constant: the entry shows it
  Slice text;
  const char *value = nullptr; // of other types
  const char *value_end = nullptr;
  std::int64_t number = 0;
};

struct Call {
  static constexpr std::size_t max_attributes = 48;

  Slice name;   // of the span, with few different values: "GET", "SELECT users"
  Slice callee; // the called function
  bool is_server = false;
  bool is_warning = false, is_failed = false;
  Slice error_type, error_message; // of a failure that is no exception
  Slice statement;                 // db.query.text
  std::int64_t status = 0;         // of HTTP; 0: unknown
  CallAttribute attributes[max_attributes];
  std::size_t count = 0;

  const CallAttribute *find(Slice attribute) const;
  Slice text(Slice attribute) const; // empty: it has none
  std::int64_t number(Slice attribute) const;
};

// Fills e.library_call for a record of a call, whose site, kind and flags e has.  The call stays valid until the next entry or
// exit is read.
void read_call(const Record *r, Event &e);

} // namespace telinject
