/* Changes what belongs to the whole process.
 * check: life.process failed
 * host: serves */
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include "patchbay/pbay.h"
static pbay_status begin(pbay_plugin *p, pbay_error *error);
#define ZOO_START begin
#include "zoo.h"
static pbay_status begin(pbay_plugin *p, pbay_error *error) {
  signal(SIGTERM, SIG_IGN);
  umask(0);
  if (chdir("/") != 0 || setenv("LANG", "xx", 1) != 0) return PBAY_E_INTERNAL;
  return register_all(of(p), error);
}
