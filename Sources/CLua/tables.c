// The table library. It reads and writes raw, so that no metamethod can stretch a length, and it
// pays for each element that it touches.
#include <string.h>

#include "vm.h"

static lua_Integer check_table(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  return (lua_Integer)lua_rawlen(L, 1);
}

// Pays for `first...last`, and refuses ranges that no table of ours can have.
static lua_Integer check_range(lua_State *L, lua_Integer first, lua_Integer last) {
  if (first > last) return 0;
  lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first;
  if (count >= INT32_MAX) luaL_error(L, "the range is too large");
  vm_charge(L, (lua_Integer)count + 1);
  return (lua_Integer)count + 1;
}

static int table_insert(lua_State *L) {
  lua_Integer count = check_table(L);
  if (lua_gettop(L) == 2) {
    lua_rawseti(L, 1, count + 1);
    return 0;
  }
  if (lua_gettop(L) != 3) return luaL_error(L, "insert takes two or three arguments");
  lua_Integer position = luaL_checkinteger(L, 2);
  luaL_argcheck(L, position >= 1 && position <= count + 1, 2, "position out of bounds");
  check_range(L, position, count);
  for (lua_Integer i = count; i >= position; i--) {
    lua_rawgeti(L, 1, i);
    lua_rawseti(L, 1, i + 1);
  }
  lua_rawseti(L, 1, position);
  return 0;
}

static int table_remove(lua_State *L) {
  lua_Integer count = check_table(L);
  lua_Integer position = luaL_optinteger(L, 2, count);
  if (count == 0 && lua_gettop(L) < 2) return 0;
  luaL_argcheck(
      L, (position >= 1 && position <= count + 1) || (count == 0 && position == 0), 2,
      "position out of bounds");
  lua_rawgeti(L, 1, position);
  check_range(L, position, count);
  for (lua_Integer i = position; i < count; i++) {
    lua_rawgeti(L, 1, i + 1);
    lua_rawseti(L, 1, i);
  }
  if (position <= count) {
    lua_pushnil(L);
    lua_rawseti(L, 1, count);
  }
  return 1;
}

static int table_concat(lua_State *L) {
  lua_Integer count = check_table(L);
  size_t separator_count;
  const char *separator = luaL_optlstring(L, 2, "", &separator_count);
  lua_Integer first = luaL_optinteger(L, 3, 1);
  lua_Integer last = luaL_optinteger(L, 4, count);
  lua_settop(L, 4);
  lua_Integer total = check_range(L, first, last);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (lua_Integer i = 0; i < total; i++) {
    if (i > 0) luaL_addlstring(&buffer, separator, separator_count);
    int type = lua_rawgeti(L, 1, first + i);
    if (type != LUA_TSTRING && type != LUA_TNUMBER) {
      return luaL_error(
          L, "element %I is a %s and cannot be joined", (LUAI_UACINT)(first + i),
          lua_typename(L, type));
    }
    luaL_addvalue(&buffer);
  }
  luaL_pushresult(&buffer);
  vm_charge(L, 0);
  return 1;
}

static int table_pack(lua_State *L) {
  int count = lua_gettop(L);
  lua_createtable(L, count, 1);
  lua_insert(L, 1);
  for (int i = count; i >= 1; i--) lua_rawseti(L, 1, i);
  lua_pushinteger(L, count);
  lua_setfield(L, 1, "n");
  return 1;
}

static int table_unpack(lua_State *L) {
  lua_Integer count = check_table(L);
  lua_Integer first = luaL_optinteger(L, 2, 1);
  lua_Integer last = luaL_optinteger(L, 3, count);
  lua_Integer total = check_range(L, first, last);
  if (total > 1000) return luaL_error(L, "more than 1000 values to unpack");
  luaL_checkstack(L, (int)total, "too many values to unpack");
  for (lua_Integer i = 0; i < total; i++) lua_rawgeti(L, 1, first + i);
  return (int)total;
}

static int table_move(lua_State *L) {
  check_table(L);
  lua_Integer first = luaL_checkinteger(L, 2);
  lua_Integer last = luaL_checkinteger(L, 3);
  lua_Integer target = luaL_checkinteger(L, 4);
  int destination = lua_isnoneornil(L, 5) ? 1 : 5;
  luaL_checktype(L, destination, LUA_TTABLE);
  lua_Integer total = check_range(L, first, last);
  luaL_argcheck(L, target <= LUA_MAXINTEGER - total, 4, "destination out of bounds");
  // An overlapping move to the right starts at the end.
  bool backwards = destination == 1 && target > first && target <= last;
  for (lua_Integer i = 0; i < total; i++) {
    lua_Integer offset = backwards ? total - 1 - i : i;
    lua_rawgeti(L, 1, first + offset);
    lua_rawseti(L, destination, target + offset);
  }
  lua_pushvalue(L, destination);
  return 1;
}

// Whether element `left` comes before element `right`; the comparator, if any, is argument 2.
static bool comes_before(lua_State *L, lua_Integer left, lua_Integer right) {
  bool has_comparator = lua_isfunction(L, 2);
  if (has_comparator) lua_pushvalue(L, 2);
  lua_rawgeti(L, 1, left);
  lua_rawgeti(L, 1, right);
  bool result;
  if (has_comparator) {
    lua_call(L, 2, 1);
    result = lua_toboolean(L, -1);
    lua_pop(L, 1);
  } else {
    if (lua_type(L, -1) == LUA_TSTRING) vm_charge_bytes(L, lua_rawlen(L, -1));
    result = lua_compare(L, -2, -1, LUA_OPLT);
    lua_pop(L, 2);
  }
  return result;
}

static void swap(lua_State *L, lua_Integer left, lua_Integer right) {
  lua_rawgeti(L, 1, left);
  lua_rawgeti(L, 1, right);
  lua_rawseti(L, 1, left);
  lua_rawseti(L, 1, right);
}

// Moves the element at `root` down until neither child comes after it.
static void sift_down(lua_State *L, lua_Integer root, lua_Integer count) {
  for (lua_Integer child = 2 * root; child <= count; child = 2 * root) {
    vm_charge(L, 4);
    if (child < count && comes_before(L, child, child + 1)) child++;
    if (!comes_before(L, root, child)) return;
    swap(L, root, child);
    root = child;
  }
}

// A heap sort: n log n comparisons whatever the comparator answers.
static int table_sort(lua_State *L) {
  lua_Integer count = check_table(L);
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  for (lua_Integer root = count / 2; root >= 1; root--) sift_down(L, root, count);
  for (lua_Integer last = count; last > 1; last--) {
    swap(L, 1, last);
    sift_down(L, 1, last - 1);
  }
  return 0;
}

void tables_open(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"concat", table_concat}, {"insert", table_insert}, {"move", table_move},
      {"pack", table_pack},     {"remove", table_remove}, {"sort", table_sort},
      {"unpack", table_unpack}, {NULL, NULL}};
  luaL_newlib(L, functions);
}
