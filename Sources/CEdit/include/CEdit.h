// A line that is edited on a terminal while others are printed above it.
//
// libedit's setters and callbacks are variadic, which Swift cannot call; this is what is used of
// them. Everything of one editor happens on one thread.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cedit;

// What an editor asks for, each with the context that it was opened with. Characters are Unicode
// scalars.
struct cedit_calls {
  // Waits for the next character. False ends the editing.
  bool (*next)(void *context, uint32_t *character);
  // The text that is being pasted, up to the mark of its end; it need not live longer than until the
  // next call. A zero ends it.
  const uint32_t *(*paste)(void *context);
  // Bytes to print above the line, which is not on the screen at this moment.
  const char *(*above)(void *context, size_t *count);
};

// `next` returns this to have the line drawn anew, below what `above` then gives.
static const uint32_t cedit_redraw = 0x80;

// Takes over a terminal. Its descriptors stay the caller's.
//
// Returns NULL where that is impossible.
struct cedit *cedit_open(int input, int output, const char *prompt, struct cedit_calls calls,
                         void *context);

// Lets a person edit a line; blocks until it is finished.
//
// Returns how many characters it has with its line end, or 0 at the end of the input.
size_t cedit_read(struct cedit *editor, const uint32_t **characters);

// Adds a line to the history, which is in memory alone.
void cedit_remember(struct cedit *editor, const uint32_t *line);

// Gives the terminal back as it was while a line is edited, or takes it over again and draws the line
// where the cursor is.
void cedit_pause(struct cedit *editor);
void cedit_resume(struct cedit *editor);

// The terminal has another size.
void cedit_resize(struct cedit *editor);

// Whether a line is being edited that is not empty.
bool cedit_has_text(struct cedit *editor);

// Gives the terminal back and frees the editor.
void cedit_close(struct cedit *editor);
