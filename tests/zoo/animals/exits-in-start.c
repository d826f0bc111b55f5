/* Ends the whole program in start().
 * check: life.starts crashed
 * host: dies */
#include <stdlib.h>
#include "patchbay/pbay.h"
static pbay_status leave(pbay_plugin *p, pbay_error *error) {
  (void)p, (void)error;
  exit(3);
}
#define ZOO_START leave
#include "zoo.h"
