/* Keeps a pointer it was lent and reads it at the next request.
 * check: http.answers crashed
 * host: serves */
#include "patchbay/pbay.h"
static void keep(pbay_plugin *p, const pbay_http_req *r);
#define ZOO_REQUEST keep
#include "zoo.h"
static pbay_str kept;
static volatile char seen;
static void keep(pbay_plugin *p, const pbay_http_req *r) {
  if (kept.n > 0) seen = kept.p[0];
  kept = r->path;
  answer(of(p), r->req, "kept");
}
