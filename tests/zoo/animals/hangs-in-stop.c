/* Never comes back from stop().
 * check: life.drains crashed
 * limit: 1
 * host: serves */
#include <unistd.h>
#include "patchbay/pbay.h"
static void wait_for_ever(pbay_plugin *p) {
  (void)p;
  for (;;) pause();
}
#define ZOO_STOP wait_for_ever
#include "zoo.h"
