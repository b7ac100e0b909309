// Finds the definition that a shared object would use for a name without this library in front.
#pragma once

namespace telinject {

// Returns the function called `name` for the object that contains `address`, if dlopen loaded that object together with
// what it needs (the global scope, which RTLD_NEXT searches, does not have the function).  Null: not found, or a static
// program.
//
// The object's scope belongs to the dlopen that loaded it, which may have been for another object: it holds the
// dependencies ordered by distance.  The object's own dependencies alone may give the function of another library:
// libc++abi needs libunwind, but in a scope where libgcc_s comes first all its other functions are from there, and two
// unwinders must not be mixed.
void *find_in_scope_of(const void *address, const char *name);

} // namespace telinject
