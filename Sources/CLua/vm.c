// The machine: its life, and the protected calls into it.
#include "vm.h"

#include <stdlib.h>
#include <string.h>

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
  if (vm->line == 0) vm->line = vm_current_line(L);
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
  if (result == CLUA_OK) {
    result = status == LUA_ERRMEM      ? CLUA_MEMORY
             : status == LUA_ERRSYNTAX ? CLUA_SYNTAX
                                       : CLUA_ERROR;
  }
  failure->line = vm->line;
  failure->message = vm->message;
  failure->by_script = vm->raised_by_script;
  return result;
}

// Calls a C function of ours with one pointer. Everything that pushes happens inside.
static int protected_call(clua_vm *vm, lua_CFunction function, void *request) {
  lua_State *L = vm->state;
  vm->line = 0;
  vm->raised_by_script = false;
  vm->message[0] = 0;
  vm->running = true;
  lua_pushcfunction(L, explain);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, request);
  int status = lua_pcall(L, 1, 0, 1);
  vm->running = false;
  lua_settop(L, 0);
  sandbox_end_event(L);
  // What a failure leaves behind is no burden for the next event.
  if (status != LUA_OK || vm->memory > vm->collect_at) vm_collect(vm);
  return status;
}

typedef struct chunk {
  const char *source;
  size_t count;
  const char *name;
  int status;
} chunk;

// Gives the parser its next piece. Some texts take the parser quadratic time (a chain of 70,000
// elseif), and no hook runs in it.
static const char *read_source(lua_State *L, void *context, size_t *count) {
  chunk *request = context;
  vm_charge(L, HOOK_STEP);
  *count = request->count < SOURCE_STEP ? request->count : SOURCE_STEP;
  const char *piece = request->source;
  request->source += *count;
  request->count -= *count;
  return piece;
}

static int run_chunk(lua_State *L) {
  chunk *request = lua_touserdata(L, 1);
  request->status = lua_load(L, read_source, request, request->name, "t");
  if (request->status != LUA_OK) return lua_error(L);
  lua_call(L, 0, 0);
  vm_charge(L, 0);
  return 0;
}

clua_status clua_load(
    clua_vm *vm, const char *source, size_t count, const char *name, clua_failure *failure) {
  // A first line with # is for the system that starts the file, as in Lua's own loader.
  if (count > 0 && *source == '#') {
    const char *end = memchr(source, '\n', count);
    size_t skipped = end == NULL ? count : (size_t)(end - source);
    source += skipped;
    count -= skipped;
  }
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

static void push_handler(lua_State *L, const handler_call *request) {
  luaL_checkstack(L, request->count + 4, NULL);
  lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_SLOTS + request->slot);
  for (int32_t i = 0; i < request->count; i++) host_push_value(L, &request->arguments[i]);
}

static int run_handler(lua_State *L) {
  handler_call *request = lua_touserdata(L, 1);
  push_handler(L, request);
  lua_call(L, request->count, 1);
  // What ran out with the last instruction has been noted only.
  vm_charge(L, 0);
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

typedef struct result_call {
  handler_call handler;
  int32_t taker;
} result_call;

static int run_for_result(lua_State *L) {
  result_call *request = lua_touserdata(L, 1);
  push_handler(L, &request->handler);
  host_push_function(L, request->taker);
  lua_insert(L, -request->handler.count - 2);
  lua_call(L, request->handler.count, 1);
  vm_charge(L, 0);
  lua_call(L, 1, 0);
  vm_charge(L, 0);
  return 0;
}

clua_status clua_call_for_result(
    clua_vm *vm, int32_t slot, const clua_value *arguments, int32_t count, int32_t taker,
    clua_failure *failure) {
  result_call request = {{slot, arguments, count, false}, taker};
  return classify(vm, protected_call(vm, run_for_result, &request), failure);
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
  vm->state = lua_newstate(vm_allocate, vm);
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
  vm_watch(vm);
  vm_collect(vm);
  return vm;
}

void clua_destroy(clua_vm *vm) {
  lua_close(vm->state);
  free(vm->answers);
  free(vm->text);
  free(vm->nodes);
  free(vm);
}

void clua_forget(clua_vm *vm) {
  vm_collect(vm);
  if (vm->text != NULL) memset(vm->text, 0, vm->text_capacity);
  memset(vm->message, 0, sizeof vm->message);
}
