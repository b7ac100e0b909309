// What a shared object would find by a name if this library were not in its way.
#pragma once

namespace telinject {

// The function called `name` for the object that `address` lies in, where it is loaded by dlopen with what it needs
// (the global scope, which RTLD_NEXT searches, has it not).  Null: not found, or a static program.
//
// The object's scope is that of the dlopen that loaded it, which may have begun with another object: its dependencies
// in the order of their distance.  An object's own dependencies alone may have the function of another library:
// libc++abi needs libunwind, but in a scope where libgcc_s comes first all its other functions are from there, and two
// unwinders do not go together.
void *find_in_scope_of(const void *address, const char *name);

} // namespace telinject
