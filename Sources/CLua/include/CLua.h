// A Lua virtual machine for untrusted-by-accident scripts, with limits on instructions, time and
// memory. The host never sees a lua_State and no host frame is ever crossed by a longjmp: errors
// are raised here, after the host's function has returned.
//
// A machine has no locks. It is used from one thread at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  // Values, keys included, of a table that the host reads.
  CLUA_TABLE_VALUES_MAX = 20000,
  // A class in a set takes 256 steps to compile, so a pattern's text has a limit beside its items.
  CLUA_PATTERN_BYTES_MAX = 4096,
};

typedef struct clua_vm clua_vm;

typedef enum clua_status {
  CLUA_OK,
  CLUA_SYNTAX,
  CLUA_ERROR,
  CLUA_INSTRUCTIONS,
  CLUA_MEMORY,
  CLUA_TIME,
} clua_status;

typedef enum clua_kind {
  CLUA_NIL,
  CLUA_BOOLEAN,
  CLUA_INTEGER,
  CLUA_NUMBER,
  CLUA_STRING,
  // In a flat tree: a table begins; keys and values alternate until CLUA_END.
  CLUA_TABLE,
  CLUA_END,
  CLUA_FUNCTION,
  CLUA_OBJECT,
} clua_kind;

typedef struct clua_value {
  clua_kind kind;
  // Of an object: which kind of object.
  int32_t type;
  // A boolean (0, 1), an integer, or an object's handle.
  int64_t integer;
  double number;
  // Borrowed: valid until the host's function returns.
  const char *bytes;
  size_t count;
} clua_value;

typedef struct clua_limits {
  // Virtual machine instructions, and what C functions are charged in their stead.
  int64_t instructions;
  int64_t nanoseconds;
  // Bytes that the whole machine may hold, and that one block (a string, an array) may have. While
  // a script is being ended for want of memory the machine may hold twice as much.
  size_t memory;
  size_t block;
} clua_limits;

typedef struct clua_failure {
  // Counted from 1; 0 where none is known.
  int32_t line;
  // Belongs to the machine; valid until its next call.
  const char *message;
  // Whether the script composed the message; else Lua or the host did.
  bool by_script;
} clua_failure;

// A call of one of the host's functions. Answers with clua_answer; on false with clua_refuse.
typedef bool (*clua_host)(
    void *context, int32_t function, const clua_value *arguments, int32_t count);

// NULL when there is no memory.
clua_vm *clua_create(clua_limits limits, clua_host host, void *context);
void clua_destroy(clua_vm *vm);

// Puts a host function into the global table `table`, or with NULL among the globals.
bool clua_define_function(clua_vm *vm, const char *table, const char *name, int32_t function);
// Makes a kind of object known. Objects of a lasting kind outlive the event that made them.
bool clua_define_object(clua_vm *vm, int32_t type, const char *name, bool lasting);
// A method is called with the object first; a field's function is called when it is read.
bool clua_define_method(clua_vm *vm, int32_t type, const char *name, int32_t function);
bool clua_define_field(clua_vm *vm, int32_t type, const char *name, int32_t function);

// Loads a text chunk and runs it once. `name` stands before the line in Lua's own messages.
clua_status clua_load(
    clua_vm *vm, const char *source, size_t count, const char *name, clua_failure *failure);

// Starts a new event: budgets are full again, and objects of earlier events are stale.
void clua_begin(clua_vm *vm);

// Frees all that no rule holds any more, so that nothing of an event stays in the machine's memory.
// Between events.
void clua_forget(clua_vm *vm);
// Calls the function that was kept in `slot`. `declined` tells whether it returned false.
clua_status clua_call(
    clua_vm *vm, int32_t slot, const clua_value *arguments, int32_t count, bool *declined,
    clua_failure *failure);

// The same for a function with a result: the host's function `taker` is called with it.
clua_status clua_call_for_result(
    clua_vm *vm, int32_t slot, const clua_value *arguments, int32_t count, int32_t taker,
    clua_failure *failure);

// For the host's functions, while they run. None of these can raise.

// Appends to the results; strings are copied. Tables: CLUA_TABLE, keys and values, CLUA_END.
bool clua_answer(clua_vm *vm, clua_value value);
// The message of the error that is raised once the host's function has returned false.
void clua_refuse(clua_vm *vm, const char *message, size_t count);
// Keeps the function given as argument (counted from 0) under `slot`, for clua_call.
void clua_keep(clua_vm *vm, int32_t argument, int32_t slot);

// Takes fuel for work that the host is about to do; false when it is not to be done any more. The
// budget's end is raised once the host's function has returned.
bool clua_pay(clua_vm *vm, int64_t fuel);

typedef enum clua_reading {
  CLUA_READ,
  CLUA_TOO_DEEP,
  // More values, or more bytes of text, than one call may read.
  CLUA_TOO_LARGE,
  CLUA_UNREADABLE,
} clua_reading;

// Flattens a table argument (counted from 0), charged before the host copies anything. The texts of
// all arguments of one call are at most one block. `nodes` belongs to the machine.
clua_reading clua_read_table(
    clua_vm *vm, int32_t argument, const clua_value **nodes, size_t *count);
