// What is recorded of a Redis command.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Returns the name of the command, "SET" or "JSON.GET"; empty if the text does not begin with one.
Slice redis_command_name(Slice text);

// Appends the command with `?` in place of its arguments: "SET ? ?".
// is_constant: the text is a constant of the program, as the format of redisCommand; its words are kept then, and only
// the conversions (%s, %b, …) become `?`: "SET user:?:name ?".  Commands that hold credentials never keep words.
void put_redis_command(TextBuffer &out, Slice text, bool is_constant);

} // namespace telinject
