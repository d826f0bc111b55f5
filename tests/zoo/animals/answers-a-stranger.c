/* Answers requests nobody gave it.
 * check: http.answers failed
 * host: serves */
#include "patchbay/pbay.h"
static void guess(pbay_plugin *p, const pbay_http_req *r);
#define ZOO_REQUEST guess
#include "zoo.h"
static void guess(pbay_plugin *p, const pbay_http_req *r) {
  answer(of(p), r->req + 1, "for somebody else");
  answer(of(p), r->req, "for you");
}
