// The way into the host and back: arguments as plain values, answers as a flat tree, errors raised
// only after the host's function has returned.
#include <stdlib.h>
#include <string.h>

#include "vm.h"

// Makes room for one more element; the array stays as it is when there is no memory.
static bool reserve(void **array, size_t *capacity, size_t needed, size_t size) {
  if (needed <= *capacity) return true;
  size_t grown = *capacity * 2 > needed ? *capacity * 2 : needed + 16;
  void *moved = realloc(*array, grown * size);
  if (moved == NULL) return false;
  *array = moved;
  *capacity = grown;
  return true;
}

static void describe(lua_State *L, int index, clua_value *value) {
  memset(value, 0, sizeof *value);
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
      value->kind = CLUA_BOOLEAN;
      value->integer = lua_toboolean(L, index);
      break;
    case LUA_TNUMBER:
      value->kind = lua_isinteger(L, index) ? CLUA_INTEGER : CLUA_NUMBER;
      value->number = lua_tonumber(L, index);
      if (value->kind == CLUA_INTEGER) value->integer = lua_tointeger(L, index);
      break;
    case LUA_TSTRING:
      value->kind = CLUA_STRING;
      value->bytes = lua_tolstring(L, index, &value->count);
      break;
    case LUA_TTABLE:
      value->kind = CLUA_TABLE;
      break;
    case LUA_TFUNCTION:
      value->kind = CLUA_FUNCTION;
      break;
    case LUA_TUSERDATA: {
      const clua_object *object = lua_touserdata(L, index);
      value->kind = CLUA_OBJECT;
      value->type = object->type;
      value->integer = object->handle;
      break;
    }
    default:
      value->kind = CLUA_NIL;
  }
}

static bool is_stale(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TUSERDATA) return false;
  const clua_object *object = lua_touserdata(L, index);
  return object->generation != 0 && object->generation != vm_of(L)->generation;
}

void host_push_value(lua_State *L, const clua_value *value) {
  switch (value->kind) {
    case CLUA_BOOLEAN:
      lua_pushboolean(L, value->integer != 0);
      break;
    case CLUA_INTEGER:
      lua_pushinteger(L, value->integer);
      break;
    case CLUA_NUMBER:
      lua_pushnumber(L, value->number);
      break;
    case CLUA_STRING:
      lua_pushlstring(L, value->bytes, value->count);
      break;
    case CLUA_OBJECT: {
      clua_vm *vm = vm_of(L);
      clua_object *object = lua_newuserdatauv(L, sizeof *object, 0);
      object->type = value->type;
      object->generation = vm->lasting[value->type] ? 0 : vm->generation;
      object->handle = value->integer;
      lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_TYPES + value->type);
      lua_setmetatable(L, -2);
      break;
    }
    default:
      lua_pushnil(L);
  }
}

// Pushes the answer that begins at `cursor`; returns where the next one begins.
static size_t push_answer(lua_State *L, size_t cursor) {
  clua_vm *vm = vm_of(L);
  clua_value value = vm->answers[cursor++];
  if (value.kind == CLUA_STRING) value.bytes = vm->text + value.integer;
  if (value.kind != CLUA_TABLE) {
    host_push_value(L, &value);
    return cursor;
  }
  luaL_checkstack(L, 4, NULL);
  lua_createtable(L, 0, 0);
  while (cursor < vm->answer_count && vm->answers[cursor].kind != CLUA_END) {
    cursor = push_answer(L, cursor);
    cursor = push_answer(L, cursor);
    lua_rawset(L, -3);
  }
  return cursor + 1;
}

static int raise_refusal(lua_State *L) {
  luaL_where(L, 1);
  lua_pushstring(L, vm_of(L)->message);
  lua_concat(L, 2);
  return lua_error(L);
}

int host_call(lua_State *L, int32_t function) {
  clua_vm *vm = vm_of(L);
  clua_value arguments[HOST_ARGUMENTS_MAX];
  int count = lua_gettop(L);
  if (count > HOST_ARGUMENTS_MAX) return luaL_error(L, "too many arguments");
  size_t bytes = 0;
  for (int i = 0; i < count; i++) {
    if (is_stale(L, i + 1)) return luaL_error(L, "this object belongs to an earlier event");
    describe(L, i + 1, &arguments[i]);
    bytes += arguments[i].count;
  }
  vm_charge(L, HOST_CALL_FUEL + (int64_t)(bytes / BYTES_PER_FUEL));
  vm->answer_count = 0;
  vm->text_count = 0;
  vm->kept_slot = -1;
  vm->read_bytes = bytes;
  bool answered = vm->host(vm->context, function, arguments, count);
  // No frame of the host is on the stack any more: from here on errors may be raised.
  vm_charge(L, (int64_t)(vm->text_count / BYTES_PER_FUEL));
  if (!answered) return raise_refusal(L);
  if (vm->kept_slot >= 0) {
    lua_pushvalue(L, vm->kept_argument + 1);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_SLOTS + vm->kept_slot);
  }
  int results = 0;
  for (size_t cursor = 0; cursor < vm->answer_count; results++) {
    luaL_checkstack(L, 4, NULL);
    cursor = push_answer(L, cursor);
  }
  return results;
}

static int host_function(lua_State *L) {
  return host_call(L, (int32_t)lua_tointeger(L, lua_upvalueindex(1)));
}

void host_push_function(lua_State *L, int32_t function) {
  lua_pushinteger(L, function);
  lua_pushcclosure(L, host_function, 1);
}

bool clua_answer(clua_vm *vm, clua_value value) {
  if (!reserve(
          (void **)&vm->answers, &vm->answer_capacity, vm->answer_count + 1, sizeof value)) {
    return false;
  }
  if (value.kind == CLUA_STRING) {
    if (!reserve((void **)&vm->text, &vm->text_capacity, vm->text_count + value.count, 1)) {
      return false;
    }
    if (value.count > 0) memcpy(vm->text + vm->text_count, value.bytes, value.count);
    value.integer = (int64_t)vm->text_count;
    vm->text_count += value.count;
  }
  vm->answers[vm->answer_count++] = value;
  return true;
}

void clua_refuse(clua_vm *vm, const char *message, size_t count) {
  vm_set_message(vm, message, count);
}

void clua_keep(clua_vm *vm, int32_t argument, int32_t slot) {
  vm->kept_argument = argument;
  vm->kept_slot = slot;
}

bool clua_pay(clua_vm *vm, int64_t fuel) { return vm_pay(vm, fuel); }

// Counts a text once for each time that the table refers to it: the host copies it as often.
static bool append_node(clua_vm *vm, const clua_value *value) {
  vm->read_bytes += value->count;
  if (vm->node_count >= CLUA_TABLE_VALUES_MAX || vm->read_bytes > vm->limits.block) return false;
  if (!reserve(
          (void **)&vm->nodes, &vm->node_capacity, vm->node_count + 1, sizeof *value)) {
    return false;
  }
  vm->nodes[vm->node_count++] = *value;
  return true;
}

// Nothing here raises: lua_next of an unchanged table finds its key, nothing is converted, and
// lua_checkstack reports instead of raising.
static clua_reading flatten(clua_vm *vm, int index, int depth) {
  lua_State *L = vm->state;
  if (depth > TREE_DEPTH_MAX || !lua_checkstack(L, 4)) return CLUA_TOO_DEEP;
  clua_value value = {.kind = CLUA_TABLE};
  if (!append_node(vm, &value)) return CLUA_TOO_LARGE;
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    clua_reading reading = CLUA_READ;
    for (int i = lua_gettop(L) - 1; i <= lua_gettop(L) && reading == CLUA_READ; i++) {
      describe(L, i, &value);
      if (value.kind == CLUA_TABLE) {
        reading = flatten(vm, i, depth + 1);
      } else if (value.kind == CLUA_FUNCTION || is_stale(L, i)) {
        reading = CLUA_UNREADABLE;
      } else if (!append_node(vm, &value)) {
        reading = CLUA_TOO_LARGE;
      }
    }
    if (reading != CLUA_READ) {
      lua_pop(L, 2);
      return reading;
    }
    lua_pop(L, 1);
  }
  value = (clua_value){.kind = CLUA_END};
  return append_node(vm, &value) ? CLUA_READ : CLUA_TOO_LARGE;
}

clua_reading clua_read_table(
    clua_vm *vm, int32_t argument, const clua_value **nodes, size_t *count) {
  vm->node_count = 0;
  clua_reading reading = flatten(vm, argument + 1, 1);
  // Paid before the host copies it.
  int64_t fuel = (int64_t)(vm->node_count + vm->read_bytes / BYTES_PER_FUEL);
  if (!vm_pay(vm, fuel) && reading == CLUA_READ) reading = CLUA_TOO_LARGE;
  *nodes = vm->nodes;
  *count = vm->node_count;
  return reading;
}
