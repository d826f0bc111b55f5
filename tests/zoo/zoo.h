/* A small well-behaved plugin; an animal defines what it does worse before it includes this. Each animal's first comment
 * says what it does, which checks of `plugin check` must say what about it, and what the host makes of it:
 *   check: ID STATUS     (any number)      host: refused | failed | serves | dies      limit: SECONDS of a check
 *   next: refused | failed | serves | dies   what becomes of it when the host that died starts again
 * refused = left out before it is created; failed = created, then left out; serves = the host cannot know and lives;
 * dies = it takes an inline host along. */
#ifndef PATCHBAY_ZOO_H
#define PATCHBAY_ZOO_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchbay/pbay.h"

#define UNUSED __attribute__((unused))

typedef struct zoo {
  pbay_plugin c;
  const pbay_host *host;
  const pbay_http_1 *http;
  const pbay_bus_1 *bus;
  const pbay_store_1 *store;
  const pbay_jobs_1 *jobs;
} zoo;

static UNUSED zoo *of(pbay_plugin *p) { return (zoo *)p->impl; }
static UNUSED pbay_str text(const char *s) {
  pbay_str out = {s, strlen(s)};
  return out;
}
static UNUSED pbay_bytes raw(const char *s) {
  pbay_bytes out = {(const uint8_t *)s, strlen(s)};
  return out;
}
static const UNUSED pbay_kvs kNoFields = {NULL, 0};

/* What most animals have: a page, a method and an event. */
static UNUSED pbay_status register_all(zoo *z, pbay_error *error) {
  pbay_status status = z->http->route(z->host, text("GET"), text("/zoo"), PBAY_FOR_PUBLIC, 1, error);
  if (status >= 0) status = z->bus->provide(z->host, text(ZOO_ID ".see@1"), 2, error);
  if (status >= 0) status = z->bus->subscribe(z->host, text("order.placed"), PBAY_DURABLE, 3, error);
  return status;
}
static UNUSED void answer(zoo *z, pbay_id req, const char *body) {
  pbay_kv type = {text("content-type"), text("text/plain")};
  pbay_kvs headers = {&type, 1};
  z->http->respond(z->host, req, 200, headers, raw(body));
}

#ifndef ZOO_START
static pbay_status zoo_start(pbay_plugin *p, pbay_error *error) { return register_all(of(p), error); }
#define ZOO_START zoo_start
#endif
#ifndef ZOO_DRAIN
static void zoo_drain(pbay_plugin *p) { (void)p; }
#define ZOO_DRAIN zoo_drain
#endif
#ifndef ZOO_STOP
static void zoo_stop(pbay_plugin *p) { (void)p; }
#define ZOO_STOP zoo_stop
#endif
#ifndef ZOO_DESTROY
static void zoo_destroy(pbay_plugin *p) { free(of(p)); }
#define ZOO_DESTROY zoo_destroy
#endif
#ifndef ZOO_REQUEST
static void zoo_request(pbay_plugin *p, const pbay_http_req *r) { answer(of(p), r->req, "zoo\n"); }
#define ZOO_REQUEST zoo_request
#endif
#ifndef ZOO_CALL
static void zoo_call(pbay_plugin *p, const pbay_call *c) { of(p)->bus->reply(of(p)->host, c->call, PBAY_OK, text("{}")); }
#define ZOO_CALL zoo_call
#endif
#ifndef ZOO_EVENT
static void zoo_event(pbay_plugin *p, const pbay_event *e) { of(p)->bus->ack(of(p)->host, e->delivery, PBAY_OK, 0); }
#define ZOO_EVENT zoo_event
#endif

static void zoo_body(pbay_plugin *p, pbay_id req, pbay_bytes chunk, uint32_t last) { (void)p, (void)req, (void)chunk, (void)last; }
static void zoo_cancel(pbay_plugin *p, pbay_id req) { (void)p, (void)req; }
static const UNUSED pbay_on_http_1 kOnHttp = {ZOO_REQUEST, zoo_body, zoo_cancel};
static const UNUSED pbay_on_bus_1 kOnBus = {ZOO_EVENT, ZOO_CALL};

#ifndef ZOO_GET_IFACE
static const void *zoo_get_iface(pbay_plugin *p, const char *id) {
  (void)p;
  if (strcmp(id, PBAY_ON_HTTP) == 0) return &kOnHttp;
  if (strcmp(id, PBAY_ON_BUS) == 0) return &kOnBus;
  return NULL;
}
#define ZOO_GET_IFACE zoo_get_iface
#endif

static UNUSED zoo *make(const pbay_host *host) {
  zoo *z = (zoo *)calloc(1, sizeof *z);
  if (z == NULL) return NULL;
  z->c.impl = z;
  z->c.start = ZOO_START;
  z->c.drain = ZOO_DRAIN;
  z->c.stop = ZOO_STOP;
  z->c.destroy = ZOO_DESTROY;
  z->c.get_iface = ZOO_GET_IFACE;
  z->host = host;
  z->http = (const pbay_http_1 *)host->get_iface(host, PBAY_HTTP);
  z->bus = (const pbay_bus_1 *)host->get_iface(host, PBAY_BUS);
  z->store = (const pbay_store_1 *)host->get_iface(host, PBAY_STORE);
  z->jobs = (const pbay_jobs_1 *)host->get_iface(host, PBAY_JOBS);
  return z;
}
#ifndef ZOO_CREATE
static pbay_plugin *zoo_create(const pbay_host *host, pbay_str instance, pbay_error *error) {
  zoo *z = make(host);
  (void)instance, (void)error;
  return z == NULL ? NULL : &z->c;
}
#define ZOO_CREATE zoo_create
#endif

#ifndef ZOO_NEEDS
#define ZOO_NEEDS PBAY_HTTP, PBAY_BUS
#endif
#ifndef ZOO_WANTS
#define ZOO_WANTS NULL
#endif
#ifndef ZOO_MAGIC
#define ZOO_MAGIC PBAY_MAGIC
#endif
#ifndef ZOO_MAJOR
#define ZOO_MAJOR PBAY_ABI_MAJOR
#endif
#ifndef ZOO_DESC_ID
#define ZOO_DESC_ID ZOO_ID
#endif

static const char *const kNeeds[] = {ZOO_NEEDS, NULL};
static const char *const kWants[] = {ZOO_WANTS, NULL};
static const UNUSED pbay_desc kDesc = {{ZOO_DESC_ID, sizeof(ZOO_DESC_ID) - 1}, {"Zoo", 3}, {"1.0.0", 5}, {"io.patchbay", 11}, kNeeds, kWants, 0, 0};
#ifndef ZOO_DESC
#define ZOO_DESC &kDesc
#endif
#ifndef ZOO_NO_ENTRY
#ifdef __cplusplus
extern "C"
#endif
PBAY_EXPORT const pbay_entry_t pbay_entry = {ZOO_MAGIC, ZOO_MAJOR, 0, 0, ZOO_DESC, ZOO_CREATE};
#endif
#endif
