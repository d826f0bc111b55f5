/* Says in start() that it cannot, as it should when it cannot.
 * check: life.starts warning
 * check: http.answers skipped
 * host: failed */
#include <string.h>
#include "patchbay/pbay.h"
static pbay_status refuse(pbay_plugin *p, pbay_error *error) {
  static const char why[] = "api_key: write the key of your account";
  (void)p;
  if (error != 0) {
    error->code = PBAY_E_INVALID;
    error->n = sizeof why - 1;
    memcpy(error->msg, why, sizeof why);
  }
  return PBAY_E_INVALID;
}
#define ZOO_START refuse
#include "zoo.h"
