// An aspect: how to see the calls of a library's function (docs/aspects.md). Independent of Clang; the values are checked
// when the file is read.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace telinject::rewrite {

// A value that the program reads when the described call is over: what another function of the library gives, or a member
// of a structure.
struct AspectHelper {
  std::string function; // "": it is no call
  // "handle", "result", "output", "connection", a whole number, or the name of an enumerator.
  std::vector<std::string> arguments;
  // "handle", "result", … that points to a structure; in C++ also "receiver" and "argument0" …; "": it is a call
  std::string object;
  // "tcp.host", "begin().size()": also by way of pointers; "": the object itself, in a condition
  std::string member;
  bool writes_result = false; // where its last argument points to, a long or a C string; else it is its result
  bool is_text = false;       // the value is a C string
  bool writes_number = false; // where the argument "out" points to, a number of any size
  bool is_code = false;       // of the error
  bool writes_text = false;   // to the room that the argument "text" is
  std::vector<std::pair<std::string, std::string>> words; // a number, and the text that the value is then
  bool has_first_word = false; // the value is the first word of the text, an error's code in capitals
  // Read only if the condition, none or one value, compares in one of these ways.
  std::vector<AspectHelper> condition;
  std::vector<std::string> comparisons;

  bool operator==(const AspectHelper &) const = default;
};

// A part of a parameter of a handler.
struct AspectPart {
  std::string member;                 // "status"; "": the parameter itself
  std::string method;                 // whose result it is; "": none
  std::vector<std::string> arguments; // of the method: whole numbers, enumerators, 'texts'
  bool is_read_at_end = false;        // of an int
  std::string unset, unset_means;     // at the end: the latter stands for the former, if they are not empty

  bool operator==(const AspectPart &) const = default;
};

struct AspectAttribute {
  std::string name;     // "db.query.text"
  std::string constant; // constant value, or "" if one of the others is set
  int argument = -1;    // index of the call's argument, from 0; -1: none
  int length = -1;      // index of the argument with the text's length; -1: it ends with '\0'
  int element = -1;     // index in the array that the argument is, and the length's argument; -1: it is no array
  bool is_parameterised = false;
  bool is_format = false; // with conversions; is_parameterised if it is a string literal
  std::optional<AspectHelper> helper;
  bool is_read_at_end = false;  // of a receiver or an argument: when the call is over
  bool on_error_only = false;   // the helper is called only if the call failed
  bool is_error_code = false;   // the call failed if the helper gives a text, or a number that is not 0
  AspectPart part;              // of a handler's parameter
  int registered_argument = -1; // of a handler: the literal in that argument of the call that registers it

  bool has_part() const { return !part.member.empty() || !part.method.empty(); }
  bool operator==(const AspectAttribute &) const = default;
};

// Which argument is the handle that the library knows its object by.
struct AspectHandle {
  enum class From { nothing, argument, out_argument, result, receiver } from = From::nothing;
  int argument = -1;
  std::string member; // from the result: the path of the pointer in the structure that it points to; "": the result
  int key = -1; // index of the argument with a name that, together with the handle, stands for the object; -1: none

  bool operator==(const AspectHandle &) const = default;
};

// Which functions of the program the library calls for requests.
struct AspectHandler {
  std::vector<std::string> parameters; // their types: canonical, without struct, class and enum
  std::string result;                  // the type of the result; "": any
  std::vector<std::string> registered; // qualified names of functions that are passed a handler; empty: none is needed
  int argument = -1;                   // which argument it is
  std::vector<std::string> not_of;     // functions that are passed one for another purpose
  int first = -1; // this parameter points to null in the first call for a request; -1: all are first
  std::optional<AspectAttribute> traceparent; // the header of the request

  bool operator==(const AspectHandler &) const = default;
};

// What a call does to the list of the headers that an object sends.
struct AspectHeaders {
  enum class Change { none, empty, argument } change = Change::none;
  int argument = -1;

  bool operator==(const AspectHeaders &) const = default;
};

// How a request that is sent gets a header, and is rid of it when the call is over.
struct AspectAddedHeader {
  AspectAttribute has, set;
  std::optional<AspectAttribute> erase;

  bool operator==(const AspectAddedHeader &) const = default;
};

// What the library's headers must say.
struct AspectCondition {
  std::string macro;                    // that has a number as its value; "": none
  std::vector<std::string> comparisons; // one of them holds
  std::string unless;                   // this macro is not defined

  bool operator==(const AspectCondition &) const = default;
};

// A class of exceptions that has the library's code of the error.
struct AspectException {
  std::string type;   // qualified
  std::string method; // gives the code, a text or a number

  bool operator==(const AspectException &) const = default;
};

struct AspectConstant {
  int argument = -1;
  std::string is; // an enumerator or a number

  bool operator==(const AspectConstant &) const = default;
};

struct Aspect {
  std::string name;                                   // of the library: "sqlite3"; the file's name if it is not given
  std::string file;                                   // where it was read, for --list
  std::string function;                               // qualified, without the arguments of templates
  std::optional<std::vector<std::string>> parameters; // the types of its overload; nothing: any
  std::string kind;                                   // "database", "http" or "context"
  std::string role;                                   // "client", "server" or "internal"
  // "record": the call is a span; "remember": what it is given is kept for its handle; "begin": a span begins that other
  // calls continue; "step": one of several calls of a span, which begins it; "continue": the same, but does not begin it;
  // "end": that span ends; "forget": so it does, and what was remembered is forgotten; "enqueue": what it is given is kept
  // for one call of "dequeue", which is a span; "answer": a request that a handler is called for is answered; "bind":
  // callables among its arguments continue the trace when they run.
  std::string action = "record";
  int constant_argument = -1; // only calls whose argument of this index …
  std::string constant;       // … is this enumerator or number
  std::vector<AspectConstant> further_constants;
  int typed_argument = -1; // only calls whose argument of this index …
  std::string type;        // … is of a type that begins so
  AspectCondition condition;
  std::string error_result;              // "!= 0"; "" if results are no errors
  std::vector<std::string> row_results;  // of a step: "== 100"
  std::optional<AspectHelper> row_count; // the number of rows of a step
  std::optional<AspectHelper> pending;   // not 0 if the handle's span goes on after the call
  std::optional<AspectException> exception;
  bool records_failure = false; // of what remembers: a call that fails is a span
  int output_argument = -1;     // index of the argument where the function stores another pointer
  int connection_argument = -1; // index of another pointer that helpers take
  int span_of_argument = -1;    // the handle is another one of the object with this handle, for spans
  std::string result_type, output_type, handle_type; // of the structures that these point to; "": as declared
  bool result_is_status = false;                     // or what the helper gives that is_error_code
  AspectHandle handle;
  std::vector<AspectAttribute> attributes;
  std::optional<AspectHandler> handler; // then `function` is empty
  AspectHeaders headers;
  // Of a call that sends a request: the function that sets the list of headers; "handle", then the option.
  std::optional<AspectHelper> set_headers;
  std::optional<AspectAddedHeader> add_header;

  bool operator==(const Aspect &) const = default;
};

} // namespace telinject::rewrite
