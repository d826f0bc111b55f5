/* Says things that are no text.
 * check: life.starts failed
 * host: serves */
#include "patchbay/pbay.h"
static pbay_status mumble(pbay_plugin *p, pbay_error *error);
#define ZOO_START mumble
#include "zoo.h"
static pbay_status mumble(pbay_plugin *p, pbay_error *error) {
  of(p)->host->log(of(p)->host, 0, PBAY_LOG_INFO, text("caf\xE9 \xC0\x80"), kNoFields);
  return register_all(of(p), error);
}
