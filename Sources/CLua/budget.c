// What a script may take: its memory, its instructions and its time.
#include "vm.h"

#include <stdlib.h>
#include <time.h>

static int64_t monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int32_t vm_current_line(lua_State *L) {
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame); level++) {
    if (lua_getinfo(L, "l", &frame) && frame.currentline > 0) return frame.currentline;
  }
  return 0;
}

static void count_hook(lua_State *L, lua_Debug *frame);

// Has the hook run before the next instruction. Safe at any moment, as lua_sethook is.
static void interrupt(clua_vm *vm) {
  if (vm->interrupted) return;
  vm->interrupted = true;
  lua_sethook(vm->state, count_hook, LUA_MASKCOUNT, 1);
}

void vm_watch(clua_vm *vm) {
  vm->interrupted = false;
  lua_sethook(vm->state, count_hook, LUA_MASKCOUNT, HOOK_STEP);
}

// From now on the hook ends every function at its first instruction, whatever calls it.
static void note_exhaustion(clua_vm *vm, clua_status budget) {
  if (vm->exhausted == CLUA_OK) vm->exhausted = budget;
  interrupt(vm);
}

// Nothing can be raised, collected or asked from inside the allocator. What goes over a budget is
// granted up to twice the memory, and the hook sees to it before the next instruction. Allocation
// pays for its bytes, so that everything that makes strings or tables in a C loop ends.
static bool may_grow(clua_vm *vm, size_t growth, size_t size) {
  if (!vm->running) return true;
  vm->fuel -= (int64_t)(growth / BYTES_PER_FUEL);
  if (vm->fuel < 0) note_exhaustion(vm, CLUA_INSTRUCTIONS);
  if (size > vm->limits.block) note_exhaustion(vm, CLUA_MEMORY);
  size_t total = vm->memory + growth;
  if (total > vm->limits.memory) interrupt(vm);
  if (total <= 2 * vm->limits.memory) return true;
  note_exhaustion(vm, CLUA_MEMORY);
  return false;
}

void *vm_allocate(void *context, void *block, size_t old_size, size_t new_size) {
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

// A full collection. The next one is due when half of what is then free has been taken: Lua's own
// collector lets the memory double first, which may be too late. A machine that stays nearly full
// counts as full, since it would only be collecting.
bool vm_collect(clua_vm *vm) {
  lua_gc(vm->state, LUA_GCCOLLECT);
  size_t limit = vm->limits.memory;
  bool is_full = vm->memory > limit - limit / 16;
  vm->collect_at = is_full ? limit : vm->memory + (limit - vm->memory) / 2;
  return !is_full;
}

int vm_exhaust(lua_State *L, clua_status budget) {
  clua_vm *vm = vm_of(L);
  note_exhaustion(vm, budget);
  if (vm->line == 0) vm->line = vm_current_line(L);
  // No text: that would be one more allocation.
  lua_pushnil(L);
  return lua_error(L);
}

bool vm_pay(clua_vm *vm, int64_t fuel) {
  if (!vm->running) return true;
  vm->fuel -= fuel;
  if (vm->fuel < 0) note_exhaustion(vm, CLUA_INSTRUCTIONS);
  // Work so large that the count hook would look at the clock too late.
  if (fuel >= HOOK_STEP && monotonic_nanoseconds() > vm->deadline) note_exhaustion(vm, CLUA_TIME);
  return vm->exhausted == CLUA_OK;
}

void vm_charge(lua_State *L, int64_t fuel) {
  clua_vm *vm = vm_of(L);
  if (vm->running && vm->exhausted == CLUA_OK && vm->memory > vm->collect_at) {
    fuel += (int64_t)(vm->memory / COLLECTED_BYTES_PER_FUEL);
    if (!vm_collect(vm)) vm_exhaust(L, CLUA_MEMORY);
  }
  if (!vm_pay(vm, fuel)) vm_exhaust(L, vm->exhausted);
}

// Runs once in HOOK_STEP instructions, and so looks at the clock each time.
static void count_hook(lua_State *L, lua_Debug *frame) {
  (void)frame;
  clua_vm *vm = vm_of(L);
  if (vm->interrupted && vm->exhausted == CLUA_OK) vm_watch(vm);
  vm_charge(L, HOOK_STEP);
}

void clua_begin(clua_vm *vm) {
  vm->generation = vm->generation == UINT32_MAX ? 1 : vm->generation + 1;
  vm->fuel = vm->limits.instructions;
  vm->deadline = monotonic_nanoseconds() + vm->limits.nanoseconds;
  vm->exhausted = CLUA_OK;
  if (vm->interrupted) vm_watch(vm);
}
