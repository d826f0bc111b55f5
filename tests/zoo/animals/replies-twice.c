/* Replies to a call two times.
 * check: bus.replies failed
 * host: serves */
#include "patchbay/pbay.h"
static void twice(pbay_plugin *p, const pbay_call *c);
#define ZOO_CALL twice
#include "zoo.h"
static void twice(pbay_plugin *p, const pbay_call *c) {
  of(p)->bus->reply(of(p)->host, c->call, PBAY_OK, text("{}"));
  of(p)->bus->reply(of(p)->host, c->call, PBAY_OK, text("{}"));
}
