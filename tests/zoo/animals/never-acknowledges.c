/* Takes durable events and never says what became of them.
 * check: bus.hears failed
 * host: serves */
#include "patchbay/pbay.h"
static void swallow(pbay_plugin *p, const pbay_event *e) { (void)p, (void)e; }
#define ZOO_EVENT swallow
#include "zoo.h"
