// Host objects: userdata that hold a number which only the host understands. Reading a member that
// does not exist is an error, so that a misspelt name is found at once.
#include <string.h>

#include "vm.h"

#define KEY_SHOWN_MAX 80
#define ELLIPSIS "\xe2\x80\xa6"

// Pushes the beginning of a key for a message, with "…" for its quote signs and for its rest: the
// host tells by quote signs what a script may have taken from somebody else's text.
static const char *key_text(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TSTRING) return "that";
  size_t size;
  const char *key = lua_tolstring(L, index, &size);
  size_t end = size > KEY_SHOWN_MAX ? KEY_SHOWN_MAX : size;
  while (end > 0 && end < size && ((unsigned char)key[end] & 0xc0) == 0x80) end--;
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (size_t i = 0; i < end; i++) {
    if (key[i] == '\'' || key[i] == '"') {
      luaL_addstring(&buffer, ELLIPSIS);
    } else {
      luaL_addchar(&buffer, key[i]);
    }
  }
  if (end < size) luaL_addstring(&buffer, ELLIPSIS);
  luaL_pushresult(&buffer);
  return lua_tostring(L, -1);
}

// Upvalues: the members by name (a function, or the number of a field's function), and the name
// of the kind of object.
static int object_index(lua_State *L) {
  lua_pushvalue(L, 2);
  int kind = lua_rawget(L, lua_upvalueindex(1));
  if (kind == LUA_TFUNCTION) return 1;
  if (kind == LUA_TNIL) {
    return luaL_error(
        L, "a %s has no '%s'", lua_tostring(L, lua_upvalueindex(2)), key_text(L, 2));
  }
  int32_t function = (int32_t)lua_tointeger(L, -1);
  lua_settop(L, 1);
  return host_call(L, function);
}

static int object_newindex(lua_State *L) {
  return luaL_error(
      L, "'%s' of a %s cannot be set", key_text(L, 2), lua_tostring(L, lua_upvalueindex(1)));
}

static int object_equal(lua_State *L) {
  const clua_object *left = lua_touserdata(L, 1);
  const clua_object *right = lua_touserdata(L, 2);
  lua_pushboolean(
      L, left != NULL && right != NULL && left->type == right->type &&
             left->generation == right->generation && left->handle == right->handle);
  return 1;
}

static int object_tostring(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}

typedef struct definition {
  int32_t type;
  const char *table;
  const char *name;
  int32_t function;
  bool is_field;
} definition;

static void set_named(lua_State *L, const char *key, const char *name, lua_CFunction function) {
  lua_pushstring(L, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, key);
}

static int define_object(lua_State *L) {
  const definition *new = lua_touserdata(L, 1);
  lua_createtable(L, 0, 8);
  lua_createtable(L, 0, 8);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "members");
  lua_pushstring(L, new->name);
  lua_pushcclosure(L, object_index, 2);
  lua_setfield(L, -2, "__index");
  set_named(L, "__newindex", new->name, object_newindex);
  set_named(L, "__tostring", new->name, object_tostring);
  lua_pushcfunction(L, object_equal);
  lua_setfield(L, -2, "__eq");
  lua_pushstring(L, new->name);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_TYPES + new->type);
  return 0;
}

static int define_member(lua_State *L) {
  const definition *new = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_TYPES + new->type);
  // Metamethods, such as __call, live in the metatable itself.
  if (strncmp(new->name, "__", 2) != 0) lua_getfield(L, -1, "members");
  if (new->is_field) {
    lua_pushinteger(L, new->function);
  } else {
    host_push_function(L, new->function);
  }
  lua_setfield(L, -2, new->name);
  return 0;
}

static int define_function(lua_State *L) {
  const definition *new = lua_touserdata(L, 1);
  lua_pushglobaltable(L);
  if (new->table != NULL && lua_getfield(L, -1, new->table) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, new->table);
  }
  host_push_function(L, new->function);
  lua_setfield(L, -2, new->name);
  return 0;
}

static bool define(clua_vm *vm, lua_CFunction function, definition new) {
  lua_pushcfunction(vm->state, function);
  lua_pushlightuserdata(vm->state, &new);
  bool defined = lua_pcall(vm->state, 1, 0, 0) == LUA_OK;
  lua_settop(vm->state, 0);
  return defined;
}

bool clua_define_function(clua_vm *vm, const char *table, const char *name, int32_t function) {
  return define(
      vm, define_function, (definition){.table = table, .name = name, .function = function});
}

bool clua_define_object(clua_vm *vm, int32_t type, const char *name, bool lasting) {
  if (type < 0 || type >= (int32_t)(sizeof vm->lasting / sizeof *vm->lasting)) return false;
  vm->lasting[type] = lasting;
  return define(vm, define_object, (definition){.type = type, .name = name});
}

bool clua_define_method(clua_vm *vm, int32_t type, const char *name, int32_t function) {
  return define(
      vm, define_member, (definition){.type = type, .name = name, .function = function});
}

bool clua_define_field(clua_vm *vm, int32_t type, const char *name, int32_t function) {
  return define(
      vm, define_member,
      (definition){.type = type, .name = name, .function = function, .is_field = true});
}
