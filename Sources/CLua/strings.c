// The functions of the string library that Lua's own versions run without a budget.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "pattern.h"
#include "vm.h"

typedef struct search {
  pattern pattern;
  pattern_matcher matcher;
} search;

static void prepare(lua_State *L, search *search, int subject, int text, bool may_be_anchored) {
  size_t count;
  const char *bytes = luaL_checklstring(L, text, &count);
  vm_charge(L, 1 + (int64_t)count);
  const char *problem = pattern_compile(&search->pattern, bytes, count, may_be_anchored);
  if (problem != NULL) luaL_error(L, "%s", problem);
  const char *start = luaL_checklstring(L, subject, &count);
  search->matcher.pattern = &search->pattern;
  search->matcher.start = (const uint8_t *)start;
  search->matcher.end = (const uint8_t *)start + count;
  search->matcher.fuel = &vm_of(L)->fuel;
}

// Matches at one place; raises when the budget ended the attempt.
static const uint8_t *match_at(lua_State *L, search *search, const uint8_t *at) {
  const uint8_t *end = pattern_match(&search->matcher, at);
  vm_charge(L, 1);
  return end;
}

// Capture number `index`, or the whole match where the pattern captures nothing.
static void push_capture(
    lua_State *L, const search *search, int index, const uint8_t *start, const uint8_t *end) {
  const pattern_capture *capture = &search->matcher.captures[index];
  if (search->pattern.capture_count == 0) {
    lua_pushlstring(L, (const char *)start, (size_t)(end - start));
  } else if (capture->count == CAPTURE_IS_POSITION) {
    lua_pushinteger(L, capture->start - search->matcher.start + 1);
  } else {
    lua_pushlstring(L, (const char *)capture->start, (size_t)capture->count);
  }
}

static int push_captures(
    lua_State *L, const search *search, const uint8_t *start, const uint8_t *end) {
  int count = search->pattern.capture_count == 0 ? 1 : search->pattern.capture_count;
  luaL_checkstack(L, count, NULL);
  for (int i = 0; i < count; i++) push_capture(L, search, i, start, end);
  return count;
}

// The offset that argument `index` asks for: from 1, or from the end where negative.
static size_t start_offset(lua_State *L, int index, size_t count) {
  lua_Integer first = luaL_optinteger(L, index, 1);
  if (first > 0) return (lua_Unsigned)first - 1 > count ? count + 1 : (size_t)first - 1;
  if (first == 0 || first < -(lua_Integer)count) return 0;
  return (size_t)((lua_Integer)count + first);
}

static bool is_plain(const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (bytes[i] == 0 || strchr("^$*+?.([%-)", bytes[i]) != NULL) return false;
  }
  return true;
}

static int find_plain(lua_State *L, size_t offset) {
  size_t subject_count, count;
  const char *subject = lua_tolstring(L, 1, &subject_count);
  const char *wanted = lua_tolstring(L, 2, &count);
  vm_charge_bytes(L, subject_count + count);
  const char *found = memmem(subject + offset, subject_count - offset, wanted, count);
  if (found == NULL) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushinteger(L, found - subject + 1);
  lua_pushinteger(L, found - subject + (lua_Integer)count);
  return 2;
}

static int search_text(lua_State *L, bool is_find) {
  size_t subject_count, count;
  luaL_checklstring(L, 1, &subject_count);
  const char *wanted = luaL_checklstring(L, 2, &count);
  size_t offset = start_offset(L, 3, subject_count);
  vm_charge_bytes(L, count);
  if (offset > subject_count) {
    lua_pushnil(L);
    return 1;
  }
  if (is_find && (lua_toboolean(L, 4) || is_plain(wanted, count))) return find_plain(L, offset);
  search search;
  prepare(L, &search, 1, 2, true);
  for (const uint8_t *at = search.matcher.start + offset; at <= search.matcher.end; at++) {
    const uint8_t *end = match_at(L, &search, at);
    if (end != NULL && !is_find) return push_captures(L, &search, at, end);
    if (end != NULL) {
      lua_pushinteger(L, at - search.matcher.start + 1);
      lua_pushinteger(L, end - search.matcher.start);
      if (search.pattern.capture_count == 0) return 2;
      return 2 + push_captures(L, &search, at, end);
    }
    if (search.pattern.is_anchored) break;
  }
  lua_pushnil(L);
  return 1;
}

static int string_find(lua_State *L) { return search_text(L, true); }

static int string_match(lua_State *L) { return search_text(L, false); }

// Upvalues: subject, pattern, offset of the next attempt, offset where the last match ended (-1).
static int gmatch_next(lua_State *L) {
  search search;
  prepare(L, &search, lua_upvalueindex(1), lua_upvalueindex(2), false);
  const uint8_t *start = search.matcher.start;
  lua_Integer last_end = lua_tointeger(L, lua_upvalueindex(4));
  const uint8_t *at = start + lua_tointeger(L, lua_upvalueindex(3));
  for (; at <= search.matcher.end; at++) {
    const uint8_t *end = match_at(L, &search, at);
    if (end == NULL || end - start == last_end) continue;
    lua_pushinteger(L, end - start);
    lua_copy(L, -1, lua_upvalueindex(3));
    lua_replace(L, lua_upvalueindex(4));
    return push_captures(L, &search, at, end);
  }
  lua_pushinteger(L, search.matcher.end - start + 1);
  lua_replace(L, lua_upvalueindex(3));
  return 0;
}

static int string_gmatch(lua_State *L) {
  size_t count;
  luaL_checklstring(L, 1, &count);
  luaL_checkstring(L, 2);
  size_t offset = start_offset(L, 3, count);
  lua_settop(L, 2);
  lua_pushinteger(L, (lua_Integer)offset);
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, gmatch_next, 4);
  return 1;
}

// Adds the replacement text with its %0 to %9 filled in.
static void add_template(
    lua_State *L, luaL_Buffer *buffer, const search *search, const uint8_t *start,
    const uint8_t *end) {
  size_t count;
  const char *text = lua_tolstring(L, 3, &count);
  vm_charge_bytes(L, count);
  for (size_t i = 0; i < count; i++) {
    if (text[i] != '%') {
      luaL_addchar(buffer, text[i]);
      continue;
    }
    char sign = ++i < count ? text[i] : 0;
    int captures = search->pattern.capture_count == 0 ? 1 : search->pattern.capture_count;
    if (sign == '%') {
      luaL_addchar(buffer, '%');
    } else if (sign == '0') {
      luaL_addlstring(buffer, (const char *)start, (size_t)(end - start));
    } else if (sign >= '1' && sign - '1' < captures) {
      push_capture(L, search, sign - '1', start, end);
      luaL_tolstring(L, -1, NULL);
      lua_remove(L, -2);
      luaL_addvalue(buffer);
    } else {
      luaL_error(L, "the replacement has a '%%' before what is no capture");
    }
  }
}

// Adds what stands in place of one match.
static void add_replacement(
    lua_State *L, luaL_Buffer *buffer, const search *search, const uint8_t *start,
    const uint8_t *end) {
  int type = lua_type(L, 3);
  if (type == LUA_TFUNCTION) {
    lua_pushvalue(L, 3);
    lua_call(L, push_captures(L, search, start, end), 1);
  } else if (type == LUA_TTABLE) {
    push_capture(L, search, 0, start, end);
    lua_gettable(L, 3);
  } else {
    add_template(L, buffer, search, start, end);
    return;
  }
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    luaL_addlstring(buffer, (const char *)start, (size_t)(end - start));
  } else if (lua_isstring(L, -1)) {
    luaL_addvalue(buffer);
  } else {
    luaL_error(L, "a replacement cannot be a %s", luaL_typename(L, -1));
  }
}

static int string_gsub(lua_State *L) {
  int type = lua_type(L, 3);
  luaL_argexpected(
      L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE,
      3, "string, function or table");
  search search;
  prepare(L, &search, 1, 2, true);
  lua_Integer most = luaL_optinteger(L, 4, LUA_MAXINTEGER);
  lua_Integer replaced = 0;
  const uint8_t *at = search.matcher.start;
  const uint8_t *last_end = NULL;
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  while (replaced < most) {
    const uint8_t *end = match_at(L, &search, at);
    if (end != NULL && end != last_end) {
      replaced++;
      add_replacement(L, &buffer, &search, at, end);
      at = last_end = end;
    } else if (at < search.matcher.end) {
      luaL_addchar(&buffer, (char)*at++);
    } else {
      break;
    }
    if (search.pattern.is_anchored) break;
  }
  luaL_addlstring(&buffer, (const char *)at, (size_t)(search.matcher.end - at));
  luaL_pushresult(&buffer);
  vm_charge(L, 0);
  lua_pushinteger(L, replaced);
  return 2;
}

static int string_rep(lua_State *L) {
  size_t count, separator_count;
  const char *text = luaL_checklstring(L, 1, &count);
  lua_Integer times = luaL_checkinteger(L, 2);
  const char *separator = luaL_optlstring(L, 3, "", &separator_count);
  if (times < 1 || count + separator_count == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  // Longer than any block may be.
  size_t limit = vm_of(L)->limits.block;
  if ((lua_Unsigned)times > limit / (count + separator_count)) return vm_exhaust(L, CLUA_MEMORY);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (lua_Integer i = 0; i < times; i++) {
    if (i > 0) luaL_addlstring(&buffer, separator, separator_count);
    luaL_addlstring(&buffer, text, count);
  }
  luaL_pushresult(&buffer);
  return 1;
}

void strings_open(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"find", string_find}, {"gmatch", string_gmatch}, {"gsub", string_gsub},
      {"match", string_match}, {"rep", string_rep},     {NULL, NULL}};
  luaL_setfuncs(L, functions, 0);
}
