/* Never comes back from being loaded.
 * check: load.opens crashed
 * limit: 1
 * host: dies */
#include <unistd.h>
#include "zoo.h"
__attribute__((constructor)) static void wait_for_ever(void) {
  for (;;) pause();
}
