/* Frees nothing of what it allocated.
 * check: life.repeats warning
 * host: serves */
#include "patchbay/pbay.h"
static void keep(pbay_plugin *p) { (void)p; }
#define ZOO_DESTROY keep
static pbay_status begin(pbay_plugin *p, pbay_error *error);
#define ZOO_START begin
#include "zoo.h"
static char *volatile lost;
static pbay_status begin(pbay_plugin *p, pbay_error *error) {
  lost = (char *)malloc(4096);
  return register_all(of(p), error);
}
