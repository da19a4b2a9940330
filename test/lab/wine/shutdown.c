/*
 * shutdown.exe of the wine host. It checks its arguments as the Windows program does (switches, reason codes and
 * exit codes: Microsoft's windows-commands page "shutdown", InitiateShutdownW) and leaves the request in a file
 * for the supervisor outside, which restarts the host. Wine's own shutdown.exe does nothing and returns 0.
 */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#ifndef ERROR_SHUTDOWN_IS_SCHEDULED
#define ERROR_SHUTDOWN_IS_SCHEDULED 1190
#endif
#define FOLDER L"C:\\power\\"

static const wchar_t scheduled[] = FOLDER L"scheduled";
static const wchar_t underway[] = FOLDER L"underway";

/* Reasons that Windows lists as usable with p:, and those usable without; see `shutdown /?`. */
static const struct {
  int major, minor;
  BOOL planned, unplanned;
} reasons[] = {
    {0, 0, TRUE, TRUE},   {0, 5, FALSE, TRUE},  {1, 1, TRUE, TRUE},   {1, 2, TRUE, TRUE},   {2, 2, TRUE, TRUE},
    {2, 3, TRUE, FALSE},  {2, 4, TRUE, TRUE},   {2, 16, TRUE, FALSE}, {2, 17, TRUE, TRUE},  {2, 18, TRUE, TRUE},
    {4, 1, TRUE, TRUE},   {4, 2, TRUE, FALSE},  {4, 5, FALSE, TRUE},  {4, 6, FALSE, TRUE},  {5, 15, FALSE, TRUE},
    {5, 19, TRUE, TRUE},  {5, 20, FALSE, TRUE}, {6, 11, FALSE, TRUE}, {6, 12, FALSE, TRUE}, {7, 0, TRUE, FALSE},
};

/* Says why and returns the code: Windows puts the number in brackets right behind its (localised) sentence. */
static int fail(int code, const wchar_t *sentence) {
  fwprintf(stderr, L"%ls(%d)\n", sentence, code);
  return code;
}

static BOOL exists(const wchar_t *path) { return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES; }

/* [p:|u:]major:minor, known and of the right kind. */
static BOOL reason_is_valid(const wchar_t *text) {
  BOOL planned = FALSE, user = FALSE;
  wchar_t *end;
  long major, minor;
  if ((text[0] | 32) == 'p' && text[1] == ':') planned = TRUE, text += 2;
  else if ((text[0] | 32) == 'u' && text[1] == ':') user = TRUE, text += 2;
  if (!iswdigit(text[0])) return FALSE;
  major = wcstol(text, &end, 10);
  if (*end != ':' || !iswdigit(end[1])) return FALSE;
  minor = wcstol(end + 1, &end, 10);
  if (*end != 0 || major > 255 || minor > 65535) return FALSE;
  if (user) return TRUE;
  for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
    if (reasons[i].major == major && reasons[i].minor == minor)
      return planned ? reasons[i].planned : reasons[i].unplanned;
  return FALSE;
}

static BOOL seconds_are_valid(const wchar_t *text, long *seconds) {
  wchar_t *end;
  if (!iswdigit(text[0])) return FALSE;
  *seconds = wcstol(text, &end, 10);
  return *end == 0 && *seconds <= 315360000;
}

/* Written under another name and moved into place, so that the supervisor never reads half a request; the move
 * fails if a request is already there, which is what makes two callers at once safe. */
static int schedule(const wchar_t *kind, long seconds, const wchar_t *reason, const wchar_t *comment) {
  wchar_t draft[MAX_PATH];
  FILE *file;
  swprintf(draft, MAX_PATH, FOLDER L"draft.%lu", GetCurrentProcessId());
  file = _wfopen(draft, L"wb");
  if (!file) return fail(ERROR_ACCESS_DENIED, L"Access is denied.");
  fprintf(file, "%ls\n%ld\n%ls\n%ls\n", kind, seconds, reason, comment);
  fclose(file);
  if (MoveFileExW(draft, scheduled, 0)) return 0;
  DeleteFileW(draft);
  return fail(ERROR_SHUTDOWN_IS_SCHEDULED, L"A system shutdown has already been scheduled.");
}

int wmain(int argc, wchar_t **argv) {
  const wchar_t *kind = NULL, *reason = L"", *comment = L"";
  long seconds = 30;
  BOOL abort_requested = FALSE;

  for (int i = 1; i < argc; i++) {
    const wchar_t *argument = argv[i];
    const wchar_t *value = i + 1 < argc ? argv[i + 1] : NULL;
    if ((argument[0] != '-' && argument[0] != '/') || argument[1] == 0 || argument[2] != 0)
      return fail(ERROR_INVALID_PARAMETER, L"The parameter is incorrect.");
    switch (argument[1] | 32) {
      case 'r': kind = L"restart"; break;
      case 's': kind = L"poweroff"; break;
      case 'a': abort_requested = TRUE; break;
      case 'f': break;
      case 't':
        if (!value || !seconds_are_valid(value, &seconds))
          return fail(ERROR_INVALID_PARAMETER, L"The parameter is incorrect.");
        i++;
        break;
      case 'd':
        if (!value || !reason_is_valid(value)) return fail(ERROR_INVALID_PARAMETER, L"The parameter is incorrect.");
        reason = value, i++;
        break;
      case 'c':
        if (!value || wcslen(value) > 512) return fail(ERROR_INVALID_PARAMETER, L"The parameter is incorrect.");
        comment = value, i++;
        break;
      default: return fail(ERROR_INVALID_PARAMETER, L"The parameter is incorrect.");
    }
  }

  if (exists(underway)) return fail(ERROR_SHUTDOWN_IN_PROGRESS, L"A system shutdown is in progress.");
  if (abort_requested) {
    if (DeleteFileW(scheduled)) return 0;
    return fail(ERROR_NO_SHUTDOWN_IN_PROGRESS,
                L"Unable to abort the system shutdown because no shutdown was in progress.");
  }
  if (!kind) return fail(ERROR_INVALID_PARAMETER, L"The parameter is incorrect.");
  return schedule(kind, seconds, reason, comment);
}
