// What the files of this target share.
#pragma once

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "CLua.h"

#if LUA_VERSION_NUM != 504 || LUA_VERSION_RELEASE_NUM < 50404
#error "Lua 5.4.4 or a later 5.4 is needed"
#endif

enum {
  // The count hook runs once in so many instructions.
  HOOK_STEP = 250,
  // What C functions pay: one unit of fuel for so many bytes looked at or made.
  BYTES_PER_FUEL = 16,
  // What a full collection pays: one unit of fuel for so many bytes of the machine.
  COLLECTED_BYTES_PER_FUEL = 64,
  // The parser looks at the budgets once in so many bytes of a file.
  SOURCE_STEP = 256,
  // What one call into the host costs.
  HOST_CALL_FUEL = 50,
  // What setmetatable costs, which copies some twenty fields.
  METATABLE_FUEL = 50,
  HOST_ARGUMENTS_MAX = 8,
  TREE_DEPTH_MAX = 32,
  MESSAGE_SIZE = 512,
};

// Integer keys in the registry, beyond those that Lua itself uses.
enum { REGISTRY_METATABLES = 999, REGISTRY_TYPES = 1000, REGISTRY_SLOTS = 2000 };

struct clua_vm {
  lua_State *state;
  clua_limits limits;
  clua_host host;
  void *context;

  size_t memory;
  // The memory at which the next full collection is due.
  size_t collect_at;
  int64_t fuel;
  int64_t deadline;
  // True while a script runs: only then allocations cost fuel.
  bool running;
  // The count hook runs before the next instruction, instead of once in HOOK_STEP.
  bool interrupted;
  // The budget that ran out; CLUA_OK while none has.
  clua_status exhausted;
  // The line of the failure; 0 until it is known.
  int32_t line;
  // `error` and `assert` as Lua has them, and whether one of them raised the last error.
  lua_CFunction raisers[2];
  bool raised_by_script;
  char message[MESSAGE_SIZE];

  // Objects remember the generation of their event; 0 stands for lasting ones.
  uint32_t generation;
  bool lasting[64];

  // The results of the running host function; strings lie in `text` at the offset `integer`.
  clua_value *answers;
  size_t answer_count, answer_capacity;
  char *text;
  size_t text_count, text_capacity;
  int32_t kept_argument, kept_slot;
  // The last table that was flattened.
  clua_value *nodes;
  size_t node_count, node_capacity;
  // The texts of all tables that the running host function has read.
  size_t read_bytes;
};

typedef struct clua_object {
  int32_t type;
  uint32_t generation;
  int64_t handle;
} clua_object;

static inline clua_vm *vm_of(lua_State *L) {
  return *(clua_vm **)lua_getextraspace(L);
}

// The allocator of a machine, which counts its memory. Cannot raise.
void *vm_allocate(void *context, void *block, size_t old_size, size_t new_size);
// Has the budgets looked at once in HOOK_STEP instructions.
void vm_watch(clua_vm *vm);
// Collects all garbage; false when the machine is full nevertheless.
bool vm_collect(clua_vm *vm);
// The line of the innermost Lua function on the stack; 0 when there is none. Never called by the
// allocator: while Lua moves its stack (since 5.4.5) the frames cannot be read.
int32_t vm_current_line(lua_State *L);
// Takes fuel; false when a budget has run out. Cannot raise.
bool vm_pay(clua_vm *vm, int64_t fuel);
// Takes fuel; raises when a budget has run out.
void vm_charge(lua_State *L, int64_t fuel);
// Ends the script because this budget has run out.
int vm_exhaust(lua_State *L, clua_status budget);
// The same for bytes looked at.
static inline void vm_charge_bytes(lua_State *L, size_t count) {
  vm_charge(L, 1 + (int64_t)(count / BYTES_PER_FUEL));
}
void vm_set_message(clua_vm *vm, const char *message, size_t count);

// Replaces the globals by those that a rule may use.
void sandbox_open(lua_State *L);
// Forgets which metatables the script has used, so that they can be collected. Cannot raise.
void sandbox_end_event(lua_State *L);
// Pushes the table of our own functions.
void tables_open(lua_State *L);
// Adds our own functions to the string table on top of the stack.
void strings_open(lua_State *L);
// Pushes a function that answers calls with the host's function of this number.
void host_push_function(lua_State *L, int32_t function);
// Calls the host's function of this number with the arguments on the stack.
int host_call(lua_State *L, int32_t function);
// Pushes one value that is neither a table nor a function.
void host_push_value(lua_State *L, const clua_value *value);
