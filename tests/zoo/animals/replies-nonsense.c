/* Replies with something that is no JSON.
 * check: bus.replies failed
 * host: serves */
#include "patchbay/pbay.h"
static void nonsense(pbay_plugin *p, const pbay_call *c);
#define ZOO_CALL nonsense
#include "zoo.h"
static void nonsense(pbay_plugin *p, const pbay_call *c) {
  of(p)->bus->reply(of(p)->host, c->call, PBAY_OK, text("{\"half\":"));
}
