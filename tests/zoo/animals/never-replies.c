/* Takes a call and never replies.
 * check: bus.replies failed
 * check: bus.cancels failed
 * host: serves */
#include "patchbay/pbay.h"
static void swallow(pbay_plugin *p, const pbay_call *c) { (void)p, (void)c; }
#define ZOO_CALL swallow
#include "zoo.h"
