/* Crashes in start().
 * check: life.starts crashed
 * host: dies */
#include <signal.h>
#include "patchbay/pbay.h"
static pbay_status boom(pbay_plugin *p, pbay_error *error) {
  (void)p, (void)error;
  raise(SIGSEGV);
  return PBAY_OK;
}
#define ZOO_START boom
#include "zoo.h"
