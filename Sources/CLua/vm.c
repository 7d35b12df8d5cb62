// The machine: its allocator, its budgets, and the protected calls into it.
#include "vm.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// The line of the innermost Lua function on the stack. Allocates nothing.
static int32_t current_line(lua_State *L) {
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame); level++) {
    if (lua_getinfo(L, "l", &frame) && frame.currentline > 0) return frame.currentline;
  }
  return 0;
}

static void note_exhaustion(clua_vm *vm, clua_status budget) {
  if (vm->exhausted != CLUA_OK) return;
  vm->exhausted = budget;
  vm->line = current_line(vm->state);
}

// Allocation pays for its bytes, so that everything that makes strings or tables in a C loop ends,
// though the count hook does not reach there.
static bool may_grow(clua_vm *vm, size_t growth, size_t size) {
  if (!vm->running) return true;
  vm->fuel -= (int64_t)(growth / BYTES_PER_FUEL);
  if (vm->fuel < 0) {
    note_exhaustion(vm, CLUA_INSTRUCTIONS);
    return false;
  }
  if (size <= vm->limits.block && vm->memory + growth <= vm->limits.memory) return true;
  vm->refused_line = current_line(vm->state);
  return false;
}

static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
  clua_vm *vm = context;
  if (block == NULL) old_size = 0;  // Lua passes a type's number there
  if (new_size == 0) {
    free(block);
    vm->memory -= old_size;
    return NULL;
  }
  if (new_size > old_size && !may_grow(vm, new_size - old_size, new_size)) return NULL;
  void *moved = realloc(block, new_size);
  if (moved == NULL) return NULL;
  vm->memory += new_size - old_size;
  return moved;
}

// Raises without allocating: nothing may be left to allocate with.
static int raise_exhausted(lua_State *L) {
  lua_pushnil(L);
  return lua_error(L);
}

static void check_time(lua_State *L) {
  clua_vm *vm = vm_of(L);
  if (monotonic_nanoseconds() <= vm->deadline) return;
  note_exhaustion(vm, CLUA_TIME);
  raise_exhausted(L);
}

void vm_charge(lua_State *L, int64_t fuel) {
  clua_vm *vm = vm_of(L);
  if (!vm->running) return;
  vm->fuel -= fuel;
  if (vm->fuel < 0) {
    note_exhaustion(vm, CLUA_INSTRUCTIONS);
    raise_exhausted(L);
  }
  // Work so large that the count hook would look at the clock too late.
  if (fuel >= HOOK_STEP) check_time(L);
}

// Runs in every HOOK_STEP instructions, and so looks at the clock each time.
static void count_hook(lua_State *L, lua_Debug *frame) {
  (void)frame;
  vm_charge(L, HOOK_STEP);
}

void vm_set_message(clua_vm *vm, const char *message, size_t count) {
  if (count >= MESSAGE_SIZE) count = MESSAGE_SIZE - 1;
  memcpy(vm->message, message, count);
  vm->message[count] = 0;
}

// Whether the error comes from `error` or `assert`, whose text the script has composed; in the
// message handler, which stands at level 0. Allocates nothing.
static bool is_raised_by_script(lua_State *L) {
  lua_Debug frame;
  if (!lua_getstack(L, 1, &frame) || !lua_getinfo(L, "f", &frame)) return false;
  lua_CFunction raiser = lua_tocfunction(L, -1);
  lua_pop(L, 1);
  clua_vm *vm = vm_of(L);
  return raiser != NULL && (raiser == vm->raisers[0] || raiser == vm->raisers[1]);
}

// The message handler of every protected call. It does not run an error object's __tostring: that
// would be one more piece of script to guard.
static int explain(lua_State *L) {
  clua_vm *vm = vm_of(L);
  if (vm->exhausted == CLUA_OK) vm->line = current_line(L);
  vm->raised_by_script = is_raised_by_script(L);
  if (lua_type(L, 1) == LUA_TSTRING) {
    size_t count;
    const char *message = lua_tolstring(L, 1, &count);
    vm_set_message(vm, message, count);
  } else {
    vm->raised_by_script = false;
    static const char prefix[] = "the error is not a text but a ";
    char text[64];
    strcpy(text, prefix);
    strncat(text, lua_typename(L, lua_type(L, 1)), sizeof text - sizeof prefix);
    vm_set_message(vm, text, strlen(text));
  }
  return 1;
}

static clua_status classify(clua_vm *vm, int status, clua_failure *failure) {
  if (status == LUA_OK) return CLUA_OK;
  clua_status result = vm->exhausted;
  if (result == CLUA_OK && status == LUA_ERRMEM) {
    result = CLUA_MEMORY;
    vm->line = vm->refused_line;
  } else if (result == CLUA_OK) {
    result = status == LUA_ERRSYNTAX ? CLUA_SYNTAX : CLUA_ERROR;
  }
  failure->line = vm->line;
  failure->message = vm->message;
  failure->by_script = vm->raised_by_script;
  return result;
}

void clua_begin(clua_vm *vm) {
  vm->generation = vm->generation == UINT32_MAX ? 1 : vm->generation + 1;
  vm->fuel = vm->limits.instructions;
  vm->deadline = monotonic_nanoseconds() + vm->limits.nanoseconds;
  vm->exhausted = CLUA_OK;
}

// Calls a C function of ours with one pointer. Everything that pushes happens inside.
static int protected_call(clua_vm *vm, lua_CFunction function, void *request) {
  lua_State *L = vm->state;
  vm->line = 0;
  vm->refused_line = 0;
  vm->raised_by_script = false;
  vm->message[0] = 0;
  vm->running = true;
  lua_pushcfunction(L, explain);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, request);
  int status = lua_pcall(L, 1, 0, 1);
  vm->running = false;
  lua_settop(L, 0);
  return status;
}

typedef struct chunk {
  const char *source;
  size_t count;
  const char *name;
  int status;
} chunk;

static int run_chunk(lua_State *L) {
  chunk *request = lua_touserdata(L, 1);
  request->status =
      luaL_loadbufferx(L, request->source, request->count, request->name, "t");
  if (request->status != LUA_OK) return lua_error(L);
  lua_call(L, 0, 0);
  return 0;
}

clua_status clua_load(
    clua_vm *vm, const char *source, size_t count, const char *name, clua_failure *failure) {
  chunk request = {source, count, name, LUA_OK};
  clua_begin(vm);
  int status = protected_call(vm, run_chunk, &request);
  if (status == LUA_ERRRUN && request.status == LUA_ERRSYNTAX) status = LUA_ERRSYNTAX;
  return classify(vm, status, failure);
}

typedef struct handler_call {
  int32_t slot;
  const clua_value *arguments;
  int32_t count;
  bool declined;
} handler_call;

static int run_handler(lua_State *L) {
  handler_call *request = lua_touserdata(L, 1);
  luaL_checkstack(L, request->count + 4, NULL);
  lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_SLOTS + request->slot);
  for (int32_t i = 0; i < request->count; i++) host_push_value(L, &request->arguments[i]);
  lua_call(L, request->count, 1);
  request->declined = lua_isboolean(L, -1) && !lua_toboolean(L, -1);
  return 0;
}

clua_status clua_call(
    clua_vm *vm, int32_t slot, const clua_value *arguments, int32_t count, bool *declined,
    clua_failure *failure) {
  handler_call request = {slot, arguments, count, false};
  int status = protected_call(vm, run_handler, &request);
  *declined = request.declined;
  return classify(vm, status, failure);
}

static int open_sandbox(lua_State *L) {
  sandbox_open(L);
  return 0;
}

clua_vm *clua_create(clua_limits limits, clua_host host, void *context) {
  clua_vm *vm = calloc(1, sizeof *vm);
  if (vm == NULL) return NULL;
  vm->limits = limits;
  vm->host = host;
  vm->context = context;
  vm->state = lua_newstate(allocate, vm);
  if (vm->state == NULL) {
    free(vm);
    return NULL;
  }
  *(clua_vm **)lua_getextraspace(vm->state) = vm;
  lua_pushcfunction(vm->state, open_sandbox);
  if (lua_pcall(vm->state, 0, 0, 0) != LUA_OK) {
    clua_destroy(vm);
    return NULL;
  }
  lua_sethook(vm->state, count_hook, LUA_MASKCOUNT, HOOK_STEP);
  return vm;
}

void clua_destroy(clua_vm *vm) {
  lua_close(vm->state);
  free(vm->answers);
  free(vm->text);
  free(vm->nodes);
  free(vm);
}
