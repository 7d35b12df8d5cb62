// The globals of a rule: a list of what is kept, never of what is taken away.
#include <string.h>

#include "vm.h"

// pcall that does not catch what the budgets raise: a script cannot outlive them.
static int guarded_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
  // Out of memory is raised again as it came; the machine then reports it as such.
  if (status == LUA_ERRMEM || vm_of(L)->exhausted != CLUA_OK) return lua_error(L);
  lua_pushboolean(L, status == LUA_OK);
  lua_insert(L, 1);
  return lua_gettop(L);
}

// The metamethods that a script may define.
static const char *const metamethods[] = {
    "__add",  "__band",   "__bnot", "__bor",   "__bxor", "__call", "__concat", "__div",
    "__eq",   "__idiv",   "__index", "__le",   "__lt",   "__mod",  "__mul",    "__name",
    "__newindex", "__pairs", "__pow", "__shl", "__shr",  "__sub",  "__tostring", "__unm", NULL};

// Finalisers and weak tables run inside the collector, where no budget counts; __len and __close
// would run between the steps of functions that trust a length. A __call that is called through
// another __call makes Lua walk the chain, and move its stack, without an instruction.
static void check_metatable(lua_State *L, int index) {
  static const char *const refused[] = {"__gc", "__len", "__close", "__mode"};
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    lua_pushstring(L, refused[i]);
    if (lua_rawget(L, index) != LUA_TNIL) {
      luaL_error(L, "a metatable must not have %s", refused[i]);
    }
    lua_pop(L, 1);
  }
  lua_pushliteral(L, "__call");
  int type = lua_rawget(L, index);
  if (type != LUA_TNIL && type != LUA_TFUNCTION) {
    luaL_error(L, "a metatable's __call must be a function");
  }
  lua_pop(L, 1);
}

// What tables have as their metatable is a copy that a script never gets hold of: what it writes
// into its own table later cannot reach the collector. Element 1 of the copy is the script's own.
// Pushes the copy that belongs to the table at `index`, brought up to date; one event makes one.
static void push_copy(lua_State *L, int index) {
  if (lua_rawgeti(L, LUA_REGISTRYINDEX, REGISTRY_METATABLES) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, -1);
    lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_METATABLES);
  }
  lua_pushvalue(L, index);
  if (lua_rawget(L, -2) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 1, 4);
    lua_pushvalue(L, index);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, index);
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
  }
  lua_remove(L, -2);
  for (const char *const *name = metamethods; *name != NULL; name++) {
    lua_pushstring(L, *name);
    lua_pushvalue(L, -1);
    lua_rawget(L, index);
    lua_rawset(L, -3);
  }
  // getmetatable shows the script's own table, or what that says instead.
  lua_pushliteral(L, "__metatable");
  lua_pushvalue(L, -1);
  if (lua_rawget(L, index) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_pushvalue(L, index);
  }
  lua_rawset(L, -3);
}

static bool is_protected(lua_State *L, int index) {
  if (!lua_getmetatable(L, index)) return false;
  lua_pushliteral(L, "__metatable");
  lua_rawget(L, -2);
  lua_rawgeti(L, -2, 1);
  bool shows_its_own = lua_rawequal(L, -1, -2);
  lua_pop(L, 3);
  return !shows_its_own;
}

static int guarded_setmetatable(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  vm_charge(L, METATABLE_FUEL);
  if (lua_istable(L, 2)) check_metatable(L, 2);
  if (is_protected(L, 1)) return luaL_error(L, "cannot change a protected metatable");
  if (lua_istable(L, 2)) push_copy(L, 2);
  lua_setmetatable(L, 1);
  lua_settop(L, 1);
  return 1;
}

void sandbox_end_event(lua_State *L) {
  lua_pushnil(L);
  lua_rawseti(L, LUA_REGISTRYINDEX, REGISTRY_METATABLES);
}

// Upvalue: a function of Lua's own library, without upvalues, whose time grows with its texts.
static int charged(lua_State *L) {
  size_t bytes = 0;
  for (int i = lua_gettop(L); i > 0; i--) {
    if (lua_type(L, i) == LUA_TSTRING) bytes += lua_rawlen(L, i);
  }
  vm_charge_bytes(L, bytes);
  int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
  // What it made may have been too much: that is a failure of this line, not of the next.
  vm_charge(L, 0);
  return results;
}

// Copies the named functions from the table at `source` to the one on top of the stack.
static void copy(lua_State *L, int source, const char *const *names, bool is_charged) {
  for (; *names != NULL; names++) {
    lua_getfield(L, source, *names);
    if (is_charged && lua_iscfunction(L, -1)) lua_pushcclosure(L, charged, 1);
    lua_setfield(L, -2, *names);
  }
}

static void open_base(lua_State *L, int source) {
  static const char *const plain[] = {
      "assert", "error", "getmetatable", "ipairs", "next", "pairs", "rawequal", "rawget",
      "rawlen", "rawset", "select", "tostring", "type", "_VERSION", NULL};
  static const char *const priced[] = {"tonumber", NULL};
  static const char *const raisers[] = {"error", "assert"};
  for (int i = 0; i < 2; i++) {
    lua_getfield(L, source, raisers[i]);
    vm_of(L)->raisers[i] = lua_tocfunction(L, -1);
    lua_pop(L, 1);
  }
  copy(L, source, plain, false);
  copy(L, source, priced, true);
  lua_pushcfunction(L, guarded_pcall);
  lua_setfield(L, -2, "pcall");
  lua_pushcfunction(L, guarded_setmetatable);
  lua_setfield(L, -2, "setmetatable");
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "_G");
}

// Methods of texts come from the same table, so that ("x"):rep is ours too.
static void open_strings(lua_State *L) {
  static const char *const priced[] = {
      "byte", "char", "format", "len", "lower", "reverse", "sub", "upper", NULL};
  luaL_requiref(L, "string", luaopen_string, 0);
  int source = lua_gettop(L);
  lua_createtable(L, 0, 16);
  copy(L, source, priced, true);
  strings_open(L);
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
  lua_remove(L, source);
}

// A library of Lua's own: pushes a table of what is kept of it.
static void open_library(lua_State *L, const char *name, lua_CFunction open,
                         const char *const *plain, const char *const *priced) {
  luaL_requiref(L, name, open, 0);
  int source = lua_gettop(L);
  lua_createtable(L, 0, 32);
  copy(L, source, plain, false);
  copy(L, source, priced, true);
  lua_remove(L, source);
}

static void open_utf8(lua_State *L) {
  static const char *const plain[] = {"charpattern", "codes", NULL};
  static const char *const priced[] = {"char", "codepoint", "len", "offset", NULL};
  open_library(L, "utf8", luaopen_utf8, plain, priced);
}

// Numbers may be texts of a megabyte, and math.max takes thousands of them. (random, which takes
// two, has an upvalue of its own and cannot be wrapped.)
static void open_math(lua_State *L) {
  static const char *const plain[] = {
      "huge", "maxinteger", "mininteger", "pi", "random", NULL};
  static const char *const priced[] = {
      "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "log", "max",
      "min", "modf", "rad", "sin", "sqrt", "tan", "tointeger", "type", "ult", NULL};
  open_library(L, "math", luaopen_math, plain, priced);
}

void sandbox_open(lua_State *L) {
  lua_createtable(L, 0, 48);
  int globals = lua_gettop(L);
  luaL_requiref(L, "_G", luaopen_base, 0);
  lua_insert(L, globals);
  open_base(L, globals);
  open_strings(L);
  lua_setfield(L, -2, "string");
  open_utf8(L);
  lua_setfield(L, -2, "utf8");
  open_math(L);
  lua_setfield(L, -2, "math");
  tables_open(L);
  lua_setfield(L, -2, "table");
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  // What the libraries registered for `require` would keep the originals alive.
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}
