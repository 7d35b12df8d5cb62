#include "CEdit.h"

#include <fcntl.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// Lines that the history holds.
static const int history_max = 1000;

// Bracketed paste: the terminal marks where a pasted text begins and ends.
static const char marks_on[] = "\033[?2004h";
static const char marks_off[] = "\033[?2004l";

struct cedit {
  EditLine *line;
  HistoryW *history;
  FILE *input;
  FILE *output;
  locale_t locale;
  wchar_t prompt[32];
  struct cedit_calls calls;
  void *context;
  // The screen has no line at the moment, so that something can be printed above it.
  bool is_cleared;
};

static struct cedit *editor_of(EditLine *line) {
  void *editor = NULL;
  el_wget(line, EL_CLIENTDATA, &editor);
  return editor;
}

static int next_character(EditLine *line, wchar_t *character) {
  struct cedit *editor = editor_of(line);
  return editor->calls.next(editor->context, (uint32_t *)character) ? 1 : 0;
}

// libedit asks for the prompt whenever it draws the line from its beginning.
static wchar_t *prompt(EditLine *line) {
  struct cedit *editor = editor_of(line);
  if (editor->is_cleared) {
    editor->is_cleared = false;
    size_t count = 0;
    const char *bytes = editor->calls.above(editor->context, &count);
    fwrite(bytes, 1, count, editor->output);
  }
  return editor->prompt;
}

static unsigned char redraw(EditLine *line, wint_t character) {
  (void)character;
  editor_of(line)->is_cleared = true;
  return CC_REDISPLAY;
}

static unsigned char paste(EditLine *line, wint_t character) {
  (void)character;
  struct cedit *editor = editor_of(line);
  const wchar_t *text = (const wchar_t *)editor->calls.paste(editor->context);
  return el_winsertstr(line, text) == 0 ? CC_REFRESH : CC_REFRESH_BEEP;
}

static void bind_keys(EditLine *line) {
  el_wset(line, EL_EDITOR, L"emacs");
  el_wset(line, EL_ADDFN, L"postern-redraw", L"Print what came above the line", redraw);
  el_wset(line, EL_ADDFN, L"postern-paste", L"Take a pasted text whole", paste);
  el_wset(line, EL_BIND, L"\x80", L"postern-redraw", NULL);
  el_wset(line, EL_BIND, L"\033[200~", L"postern-paste", NULL);
  el_wset(line, EL_BIND, L"\033[3~", L"ed-delete-next-char", NULL);
  el_wset(line, EL_BIND, L"\033[1~", L"ed-move-to-beg", NULL);
  el_wset(line, EL_BIND, L"\033[4~", L"ed-move-to-end", NULL);
  el_wset(line, EL_BIND, L"\033[1;5D", L"ed-prev-word", NULL);
  el_wset(line, EL_BIND, L"\033[1;5C", L"em-next-word", NULL);
  el_wset(line, EL_BIND, L"^R", L"em-inc-search-prev", NULL);
}

static FILE *own_file(int descriptor, const char *mode) {
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return NULL;
  FILE *file = fdopen(copy, mode);
  if (file == NULL) close(copy);
  return file;
}

static void take(struct cedit *editor) {
  el_wset(editor->line, EL_PREP_TERM, 1);
  fputs(marks_on, editor->output);
  fflush(editor->output);
}

static void give_back(struct cedit *editor) {
  fputs(marks_off, editor->output);
  fflush(editor->output);
  el_wset(editor->line, EL_PREP_TERM, 0);
}

struct cedit *cedit_open(int input, int output, const char *prompt_text, struct cedit_calls calls,
                         void *context) {
  struct cedit *editor = calloc(1, sizeof *editor);
  if (editor == NULL) return NULL;
  editor->calls = calls;
  editor->context = context;
  // Of this thread alone: whatever the environment says, texts are UTF-8.
  editor->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (editor->locale != (locale_t)0) uselocale(editor->locale);
  mbstowcs(editor->prompt, prompt_text, sizeof editor->prompt / sizeof *editor->prompt - 1);
  editor->input = own_file(input, "r");
  editor->output = own_file(output, "w");
  editor->history = history_winit();
  if (editor->input != NULL && editor->output != NULL && editor->history != NULL)
    editor->line = el_init("postern", editor->input, editor->output, editor->output);
  if (editor->line == NULL) {
    cedit_close(editor);
    return NULL;
  }
  HistEventW event;
  history_w(editor->history, &event, H_SETSIZE, history_max);
  history_w(editor->history, &event, H_SETUNIQUE, 1);
  el_wset(editor->line, EL_CLIENTDATA, editor);
  el_wset(editor->line, EL_PROMPT, prompt);
  el_wset(editor->line, EL_GETCFN, next_character);
  el_wset(editor->line, EL_HIST, history_w, editor->history);
  bind_keys(editor->line);
  take(editor);
  return editor;
}

size_t cedit_read(struct cedit *editor, const uint32_t **characters) {
  int count = 0;
  const wchar_t *line = el_wgets(editor->line, &count);
  if (line == NULL || count <= 0) return 0;
  *characters = (const uint32_t *)line;
  return (size_t)count;
}

void cedit_remember(struct cedit *editor, const uint32_t *line) {
  HistEventW event;
  history_w(editor->history, &event, H_ENTER, (const wchar_t *)line);
}

void cedit_pause(struct cedit *editor) {
  fputs("\r\n", editor->output);
  give_back(editor);
}

void cedit_resume(struct cedit *editor) {
  // What others did to the terminal's modes meanwhile is not known.
  el_wset(editor->line, EL_PREP_TERM, 0);
  take(editor);
  fputs("\r", editor->output);
  el_wset(editor->line, EL_REFRESH);
}

void cedit_resize(struct cedit *editor) { el_resize(editor->line); }

bool cedit_has_text(struct cedit *editor) {
  const LineInfoW *line = el_wline(editor->line);
  return line->lastchar > line->buffer;
}

void cedit_close(struct cedit *editor) {
  if (editor->line != NULL) {
    give_back(editor);
    el_end(editor->line);
  }
  if (editor->history != NULL) history_wend(editor->history);
  if (editor->input != NULL) fclose(editor->input);
  if (editor->output != NULL) fclose(editor->output);
  if (editor->locale != (locale_t)0) {
    uselocale(LC_GLOBAL_LOCALE);
    freelocale(editor->locale);
  }
  free(editor);
}
