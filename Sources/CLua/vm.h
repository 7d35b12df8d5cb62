// What the files of this target share.
#pragma once

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "CLua.h"

enum {
  // The count hook runs once in so many instructions.
  HOOK_STEP = 250,
  // What C functions pay: one unit of fuel for so many bytes looked at or made.
  BYTES_PER_FUEL = 16,
  // What one call into the host costs.
  HOST_CALL_FUEL = 50,
  HOST_ARGUMENTS_MAX = 8,
  TREE_DEPTH_MAX = 32,
  TREE_NODES_MAX = 20000,
  MESSAGE_SIZE = 512,
};

// Integer keys in the registry, beyond those that Lua itself uses.
enum { REGISTRY_TYPES = 1000, REGISTRY_SLOTS = 2000 };

struct clua_vm {
  lua_State *state;
  clua_limits limits;
  clua_host host;
  void *context;

  size_t memory;
  int64_t fuel;
  int64_t deadline;
  // True while a script runs: only then allocations cost fuel.
  bool running;
  // The budget that ran out, and where; CLUA_OK while none has.
  clua_status exhausted;
  int32_t line;
  int32_t refused_line;
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
  // What the host's work costs; charged when its function has returned.
  int64_t owed;
  // The last table that was flattened.
  clua_value *nodes;
  size_t node_count, node_capacity;
};

typedef struct clua_object {
  int32_t type;
  uint32_t generation;
  int64_t handle;
} clua_object;

static inline clua_vm *vm_of(lua_State *L) {
  return *(clua_vm **)lua_getextraspace(L);
}

// Takes fuel; raises when none is left.
void vm_charge(lua_State *L, int64_t fuel);
// The same for bytes looked at.
static inline void vm_charge_bytes(lua_State *L, size_t count) {
  vm_charge(L, 1 + (int64_t)(count / BYTES_PER_FUEL));
}
void vm_set_message(clua_vm *vm, const char *message, size_t count);

// Replaces the globals by those that a rule may use.
void sandbox_open(lua_State *L);
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
