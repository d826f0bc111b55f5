/* Crashes when it is put away.
 * check: life.starts crashed
 * host: dies */
#include <signal.h>
#include "patchbay/pbay.h"
static void boom(pbay_plugin *p) {
  (void)p;
  raise(SIGSEGV);
}
#define ZOO_DESTROY boom
#include "zoo.h"
