/* Never comes back from start().
 * check: life.starts crashed
 * limit: 1
 * host: failed */
#include <unistd.h>
#include "patchbay/pbay.h"
static pbay_status wait_for_ever(pbay_plugin *p, pbay_error *error) {
  (void)p, (void)error;
  for (;;) pause();
  return PBAY_OK;
}
#define ZOO_START wait_for_ever
#include "zoo.h"
