/*
 * What sshd runs for every session, and the entry program for the start script: gives the process the environment it is
 * to have and becomes the shell. No shell ever sees a value: they go from the file into the environment byte by byte.
 *
 *   enter            a login shell, or SSH_ORIGINAL_COMMAND where sshd was asked for one
 *   enter SCRIPT     bash (or sh) with the script's path
 *
 * The environment, later ones winning: the image's own, as process 1 was given it; sshd's; the customer's, from env.json,
 * one JSON object of strings. A file that is not that gives nothing, for no session may fail over it.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef ENV_FILE
#define ENV_FILE "/etc/worldland/env.json"
#endif
#ifndef IMAGE_ENV
#define IMAGE_ENV "/proc/1/environ"
#endif
#define FALLBACK_SHELL "/worldland/bin/sh"
#define MOST_BYTES (1 << 20)

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  char *text = malloc(MOST_BYTES + 1);
  if (file == NULL || text == NULL) return NULL;
  *length = fread(text, 1, MOST_BYTES, file);
  fclose(file);
  text[*length] = '\0';
  return text;
}

/* sshd's own variables stay; but its PATH is one for any machine, and the image knows better. */
static void take_image_env(void) {
  size_t length = 0;
  char *text = read_file(IMAGE_ENV, &length);
  if (text == NULL) return;
  for (char *entry = text; entry < text + length; entry += strlen(entry) + 1) {
    char *equals = strchr(entry, '=');
    if (equals == NULL || equals == entry) continue;
    *equals = '\0';
    setenv(entry, equals + 1, strcmp(entry, "PATH") == 0);
    *equals = '=';
  }
}

static void skip_space(const char **at) {
  while (**at == ' ' || **at == '\t' || **at == '\n' || **at == '\r') (*at)++;
}

static int hex4(const char *at) {
  int value = 0;
  for (int i = 0; i < 4; i++) {
    char c = at[i];
    int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

static char *put_utf8(char *to, unsigned code) {
  if (code < 0x80) *to++ = (char)code;
  else if (code < 0x800) *to++ = (char)(0xC0 | code >> 6), *to++ = (char)(0x80 | (code & 0x3F));
  else if (code < 0x10000)
    *to++ = (char)(0xE0 | code >> 12), *to++ = (char)(0x80 | (code >> 6 & 0x3F)), *to++ = (char)(0x80 | (code & 0x3F));
  else
    *to++ = (char)(0xF0 | code >> 18), *to++ = (char)(0x80 | (code >> 12 & 0x3F)),
    *to++ = (char)(0x80 | (code >> 6 & 0x3F)), *to++ = (char)(0x80 | (code & 0x3F));
  return to;
}

/* One \u escape, or a pair of them; an environment holds no NUL, so \u0000 is none. Null: malformed. */
static char *read_unicode(const char **at, char *to) {
  int code = hex4(*at);
  if (code <= 0) return NULL;
  *at += 4;
  if (code >= 0xD800 && code < 0xDC00 && (*at)[0] == '\\' && (*at)[1] == 'u') {
    int low = hex4(*at + 2);
    if (low < 0xDC00 || low > 0xDFFF) return NULL;
    *at += 6;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  return put_utf8(to, (unsigned)code);
}

/* A JSON string, unescaped; never longer than it is written. Null: there is none. */
static char *read_string(const char **at) {
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (*(*at)++ != '"') return NULL;
  char *text = malloc(strlen(*at) + 1), *to = text;
  while (text != NULL && **at != '"') {
    char c = *(*at)++;
    if (c == '\0') return NULL;
    if (c != '\\') {
      *to++ = c;
      continue;
    }
    c = *(*at)++;
    const char *name = c == '\0' ? NULL : strchr(names, c);
    if (name != NULL) *to++ = values[name - names];
    else if (c != 'u' || (to = read_unicode(at, to)) == NULL) return NULL;
  }
  (*at)++;
  if (text != NULL) *to = '\0';
  return text;
}

static void take_customer_env(void) {
  size_t length = 0;
  const char *at = read_file(ENV_FILE, &length);
  if (at == NULL) return;
  skip_space(&at);
  if (*at++ != '{') return;
  for (skip_space(&at); *at != '}'; skip_space(&at)) {
    char *name = read_string(&at);
    skip_space(&at);
    if (name == NULL || *at++ != ':') return;
    skip_space(&at);
    char *value = read_string(&at);
    if (value == NULL) return;
    if (*name != '\0' && strchr(name, '=') == NULL) setenv(name, value, 1);
    skip_space(&at);
    if (*at == ',') at++;
    else if (*at != '}') return;
  }
}

static const char *login_shell(void) {
  struct passwd *entry = getpwuid(0);
  if (entry != NULL && entry->pw_shell != NULL && access(entry->pw_shell, X_OK) == 0) return entry->pw_shell;
  return access("/bin/sh", X_OK) == 0 ? "/bin/sh" : FALLBACK_SHELL;
}

int main(int count, char **arguments) {
  const char *shell = login_shell();
  const char *asked = getenv("SSH_ORIGINAL_COMMAND");
  char *command = asked == NULL ? NULL : strdup(asked);
  take_image_env();
  setenv("HOME", "/root", 0);
  setenv("USER", "root", 1);
  setenv("LOGNAME", "root", 1);
  setenv("SHELL", shell, 1);
  setenv("LANG", "C.UTF-8", 0);
  take_customer_env();
  unsetenv("SSH_ORIGINAL_COMMAND");
  if (chdir("/root") != 0 && chdir("/") != 0) perror("worldland: /root");
  if (count == 2) {
    if (access("/bin/bash", X_OK) == 0) shell = "/bin/bash";
    execl(shell, shell, arguments[1], (char *)NULL);
  } else if (command != NULL) {
    execl(shell, shell, "-c", command, (char *)NULL);
  } else {
    const char *slash = strrchr(shell, '/');
    char name[256];
    snprintf(name, sizeof name, "-%s", slash == NULL ? shell : slash + 1);
    execl(shell, name, (char *)NULL);
  }
  perror("worldland: the shell");
  return 127;
}
