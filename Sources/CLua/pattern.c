#include "pattern.h"

#include "CLua.h"

#include <ctype.h>
#include <string.h>

enum item_kind { LITERAL, ANY, SET, OPEN, CLOSE, POSITION, REFERENCE, BALANCED, FRONTIER, END };
enum item_repeat { ONCE, MAYBE, MANY, FEW };

// The compiler's place in the pattern's text.
typedef struct source {
  const uint8_t *at;
  const uint8_t *end;
  uint8_t open[PATTERN_CAPTURES_MAX];
  int open_count;
  bool is_closed[PATTERN_CAPTURES_MAX];
} source;

static void add_byte(uint32_t *set, unsigned byte) { set[byte / 32] |= 1u << (byte % 32); }

static bool has_byte(const uint32_t *set, unsigned byte) {
  return set[byte / 32] >> (byte % 32) & 1;
}

static bool is_in_class(int letter, int byte) {
  switch (letter) {
    case 'a': return isalpha(byte);
    case 'c': return iscntrl(byte);
    case 'd': return isdigit(byte);
    case 'g': return isgraph(byte);
    case 'l': return islower(byte);
    case 'p': return ispunct(byte);
    case 's': return isspace(byte);
    case 'u': return isupper(byte);
    case 'w': return isalnum(byte);
    default: return isxdigit(byte);
  }
}

// Adds what %letter stands for: a class, its complement for a capital, or the letter itself.
static void add_escaped(uint32_t *set, uint8_t letter) {
  int lower = tolower(letter);
  if (strchr("acdglpsuwx", lower) == NULL || lower == 0) {
    add_byte(set, letter);
    return;
  }
  bool is_complement = lower != letter;
  for (int byte = 0; byte < 256; byte++) {
    if (is_in_class(lower, byte) != is_complement) add_byte(set, (unsigned)byte);
  }
}

// Reads what follows '[' up to and with ']'.
static const char *compile_set(source *text, uint32_t *set) {
  bool is_complement = text->at < text->end && *text->at == '^';
  if (is_complement) text->at++;
  // A ']' in the first place stands for itself.
  for (bool is_first = true;; is_first = false) {
    if (text->at >= text->end) return "the pattern has a '[' without its ']'";
    uint8_t byte = *text->at++;
    if (byte == ']' && !is_first) break;
    if (byte == '%') {
      if (text->at >= text->end) return "the pattern ends with '%'";
      add_escaped(set, *text->at++);
    } else if (text->end - text->at >= 2 && text->at[0] == '-' && text->at[1] != ']') {
      for (unsigned each = byte; each <= text->at[1]; each++) add_byte(set, each);
      text->at += 2;
    } else {
      add_byte(set, byte);
    }
  }
  for (int word = 0; is_complement && word < 8; word++) set[word] = ~set[word];
  return NULL;
}

static const char *compile_open(pattern *result, source *text, pattern_item *item) {
  if (result->capture_count == PATTERN_CAPTURES_MAX) return "the pattern has too many captures";
  item->first = (uint8_t)result->capture_count++;
  if (text->at < text->end && *text->at == ')') {
    text->at++;
    item->kind = POSITION;
    text->is_closed[item->first] = true;
  } else {
    item->kind = OPEN;
    text->open[text->open_count++] = item->first;
  }
  return NULL;
}

static const char *compile_close(source *text, pattern_item *item) {
  if (text->open_count == 0) return "the pattern has a ')' without its '('";
  item->kind = CLOSE;
  item->first = text->open[--text->open_count];
  text->is_closed[item->first] = true;
  return NULL;
}

// Reads what follows '%'.
static const char *compile_escape(
    const pattern *result, source *text, pattern_item *item, bool *may_repeat) {
  if (text->at >= text->end) return "the pattern ends with '%'";
  uint8_t letter = *text->at++;
  *may_repeat = false;
  if (letter == 'b') {
    if (text->end - text->at < 2) return "the pattern's %b lacks its two characters";
    item->kind = BALANCED;
    item->first = *text->at++;
    item->second = *text->at++;
    return NULL;
  }
  if (letter == 'f') {
    if (text->at >= text->end || *text->at++ != '[') return "the pattern's %f lacks its '['";
    item->kind = FRONTIER;
    return compile_set(text, item->set);
  }
  if (isdigit(letter)) {
    int capture = letter - '1';
    if (capture < 0 || capture >= result->capture_count || !text->is_closed[capture]) {
      return "the pattern refers to a capture that it does not have";
    }
    item->kind = REFERENCE;
    item->first = (uint8_t)capture;
    return NULL;
  }
  *may_repeat = true;
  item->kind = SET;
  add_escaped(item->set, letter);
  return NULL;
}

static const char *compile_item(
    pattern *result, source *text, pattern_item *item, bool *may_repeat) {
  uint8_t byte = *text->at++;
  *may_repeat = false;
  switch (byte) {
    case '(': return compile_open(result, text, item);
    case ')': return compile_close(text, item);
    case '%': return compile_escape(result, text, item, may_repeat);
    case '[':
      *may_repeat = true;
      item->kind = SET;
      return compile_set(text, item->set);
    case '$':
      if (text->at == text->end) {
        item->kind = END;
        return NULL;
      }
      break;
    case '.':
      *may_repeat = true;
      item->kind = ANY;
      return NULL;
    default: break;
  }
  *may_repeat = true;
  item->kind = LITERAL;
  item->first = byte;
  return NULL;
}

// Appends an item that repeats as the next character says; x+ becomes x and x*.
static const char *compile_repeat(pattern *result, source *text, pattern_item item) {
  uint8_t sign = text->at < text->end ? *text->at : 0;
  bool is_repeated = sign == '*' || sign == '+' || sign == '-' || sign == '?';
  if (is_repeated) text->at++;
  if (sign == '+') {
    if (result->count + 1 >= PATTERN_ITEMS_MAX) return "the pattern is too long";
    result->items[result->count++] = item;
  }
  item.repeat = sign == '?' ? MAYBE : sign == '-' ? FEW : is_repeated ? MANY : ONCE;
  result->items[result->count++] = item;
  return NULL;
}

const char *pattern_compile(
    pattern *result, const char *bytes, size_t count, bool may_be_anchored) {
  if (count > CLUA_PATTERN_BYTES_MAX) return "the pattern is too long";
  source text = {.at = (const uint8_t *)bytes, .end = (const uint8_t *)bytes + count};
  result->count = 0;
  result->capture_count = 0;
  result->is_anchored = may_be_anchored && count > 0 && bytes[0] == '^';
  if (result->is_anchored) text.at++;
  while (text.at < text.end) {
    if (result->count >= PATTERN_ITEMS_MAX) return "the pattern is too long";
    pattern_item item = {.kind = LITERAL, .repeat = ONCE};
    bool may_repeat;
    const char *problem = compile_item(result, &text, &item, &may_repeat);
    if (problem == NULL && may_repeat) {
      problem = compile_repeat(result, &text, item);
    } else if (problem == NULL) {
      result->items[result->count++] = item;
    }
    if (problem != NULL) return problem;
  }
  return text.open_count > 0 ? "the pattern has a '(' without its ')'" : NULL;
}

static bool takes(const pattern_matcher *matcher, const pattern_item *item, const uint8_t *at) {
  if (--*matcher->fuel < 0 || at >= matcher->end) return false;
  if (item->kind == LITERAL) return *at == item->first;
  return item->kind == ANY || has_byte(item->set, *at);
}

// The end of a balanced text that begins at `at`, or NULL.
static const uint8_t *skip_balanced(
    const pattern_matcher *matcher, const pattern_item *item, const uint8_t *at) {
  if (at >= matcher->end || *at != item->first) return NULL;
  int64_t depth = 1;
  for (at++; at < matcher->end; at++) {
    if (--*matcher->fuel < 0) return NULL;
    if (*at == item->second) {
      if (--depth == 0) return at + 1;
    } else if (*at == item->first) {
      depth++;
    }
  }
  return NULL;
}

static const uint8_t *skip_reference(
    const pattern_matcher *matcher, const pattern_item *item, const uint8_t *at) {
  const pattern_capture *capture = &matcher->captures[item->first];
  ptrdiff_t count = capture->count == CAPTURE_IS_POSITION ? 0 : capture->count;
  *matcher->fuel -= count / 16;
  if (matcher->end - at < count || memcmp(capture->start, at, (size_t)count) != 0) return NULL;
  return at + count;
}

static bool is_frontier(
    const pattern_matcher *matcher, const pattern_item *item, const uint8_t *at) {
  uint8_t before = at == matcher->start ? 0 : at[-1];
  uint8_t after = at == matcher->end ? 0 : *at;
  return !has_byte(item->set, before) && has_byte(item->set, after);
}

// Whether an item that does not repeat matches; moves `at` past it.
static bool match_once(pattern_matcher *matcher, const pattern_item *item, const uint8_t **at) {
  pattern_capture *capture = &matcher->captures[item->first % PATTERN_CAPTURES_MAX];
  switch (item->kind) {
    // A capture needs no undoing: a path that succeeds passes each of its items again.
    case OPEN: capture->start = *at; return true;
    case CLOSE: capture->count = *at - capture->start; return true;
    case POSITION: *capture = (pattern_capture){*at, CAPTURE_IS_POSITION}; return true;
    case END: return *at == matcher->end;
    case FRONTIER: return is_frontier(matcher, item, *at);
    case BALANCED: return (*at = skip_balanced(matcher, item, *at)) != NULL;
    case REFERENCE: return (*at = skip_reference(matcher, item, *at)) != NULL;
    default:
      if (!takes(matcher, item, *at)) return false;
      (*at)++;
      return true;
  }
}

static const uint8_t *match_items(pattern_matcher *matcher, int index, const uint8_t *at) {
  for (; index < matcher->pattern->count; index++) {
    const pattern_item *item = &matcher->pattern->items[index];
    if (--*matcher->fuel < 0) return NULL;
    if (item->repeat == ONCE) {
      if (!match_once(matcher, item, &at)) return NULL;
      continue;
    }
    if (item->repeat == FEW) {
      for (;; at++) {
        const uint8_t *end = match_items(matcher, index + 1, at);
        if (end != NULL || !takes(matcher, item, at)) return end;
      }
    }
    ptrdiff_t most = 0;
    ptrdiff_t limit = item->repeat == MAYBE ? 1 : PTRDIFF_MAX;
    while (most < limit && takes(matcher, item, at + most)) most++;
    for (; most >= 0 && *matcher->fuel >= 0; most--) {
      const uint8_t *end = match_items(matcher, index + 1, at + most);
      if (end != NULL) return end;
    }
    return NULL;
  }
  return at;
}

const uint8_t *pattern_match(pattern_matcher *matcher, const uint8_t *at) {
  return match_items(matcher, 0, at);
}
