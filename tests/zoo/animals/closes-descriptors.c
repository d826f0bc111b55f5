/* Closes every descriptor it can find.
 * check: life.starts crashed
 * host: dies */
#include <unistd.h>
#include "patchbay/pbay.h"
static pbay_status sweep(pbay_plugin *p, pbay_error *error);
#define ZOO_START sweep
#include "zoo.h"
static pbay_status sweep(pbay_plugin *p, pbay_error *error) {
  for (int fd = 0; fd < 1024; ++fd) close(fd);
  return register_all(of(p), error);
}
