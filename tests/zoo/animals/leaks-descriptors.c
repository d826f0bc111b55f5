/* Opens a file in every life and closes none.
 * check: life.repeats failed
 * host: serves */
#include <fcntl.h>
#include "patchbay/pbay.h"
static pbay_status begin(pbay_plugin *p, pbay_error *error);
#define ZOO_START begin
#include "zoo.h"
static pbay_status begin(pbay_plugin *p, pbay_error *error) {
  if (open("/dev/null", O_RDONLY) < 0) return PBAY_E_INTERNAL;
  return register_all(of(p), error);
}
