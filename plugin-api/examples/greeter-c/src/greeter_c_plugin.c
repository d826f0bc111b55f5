/* Greeter in C: one page and one method, straight on the ABI of patchbay/pbay.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchbay/pbay.h"

enum { TAG_PAGE = 1, TAG_GREET = 2 };

typedef struct greeter {
  pbay_plugin c; /* what the host holds; c.impl leads back here */
  const pbay_host *host;
  const pbay_http_1 *http;
  const pbay_bus_1 *bus;
  char greeting[64];
} greeter;

static greeter *of(pbay_plugin *plugin) { return (greeter *)plugin->impl; }

static pbay_str text(const char *s) {
  const pbay_str out = {s, strlen(s)};
  return out;
}

/* A sink that keeps a JSON string of at most 63 plain characters. */
static pbay_status take_greeting(void *self, pbay_bytes item) {
  greeter *own = (greeter *)self;
  if (item.n < 3 || item.n - 2 >= sizeof own->greeting || item.p[0] != '"') return PBAY_E_STOP;
  memcpy(own->greeting, item.p + 1, item.n - 2);
  own->greeting[item.n - 2] = '\0';
  return PBAY_OK;
}

static pbay_status start(pbay_plugin *plugin, pbay_error *error) {
  greeter *own = of(plugin);
  pbay_status status;
  const pbay_sink sink = {own, take_greeting};
  strcpy(own->greeting, "Hello");
  (void)own->host->config(own->host, text("/greeting"), sink, NULL); /* absent: the default stays */
  status = own->http->route(own->host, text("GET,HEAD"), text("/greeter-c/{name}"), PBAY_FOR_PUBLIC, TAG_PAGE, error);
  if (status < 0) return status;
  return own->bus->provide(own->host, text("greeter-c.greet@1"), TAG_GREET, error);
}

static void drain(pbay_plugin *plugin) { (void)plugin; }
static void stop(pbay_plugin *plugin) { (void)plugin; }
static void destroy(pbay_plugin *plugin) { free(of(plugin)); }

/* GET /greeter-c/{name} */
static void request(pbay_plugin *plugin, const pbay_http_req *req) {
  greeter *own = of(plugin);
  const pbay_kv type = {{"content-type", 12}, {"text/plain; charset=utf-8", 25}};
  const pbay_kvs headers = {&type, 1};
  char line[256];
  const int name_size = req->params.n > 0 && req->params.p[0].v.n < 128 ? (int)req->params.p[0].v.n : 0;
  const int size = snprintf(line, sizeof line, "%s, %.*s!\n", own->greeting, name_size, name_size > 0 ? req->params.p[0].v.p : "");
  const pbay_bytes body = {(const uint8_t *)line, (uint64_t)size};
  (void)own->http->respond(own->host, req->req, 200, headers, body);
}

static void body(pbay_plugin *plugin, pbay_id req, pbay_bytes chunk, uint32_t last) {
  (void)plugin, (void)req, (void)chunk, (void)last; /* no PBAY_STREAM_BODY route */
}
static void cancel(pbay_plugin *plugin, pbay_id req) { (void)plugin, (void)req; }

/* greeter-c.greet@1 */
static void call(pbay_plugin *plugin, const pbay_call *c) {
  greeter *own = of(plugin);
  char line[128];
  snprintf(line, sizeof line, "{\"text\":\"%s!\"}", own->greeting);
  (void)own->bus->reply(own->host, c->call, PBAY_OK, text(line));
}
static void event(pbay_plugin *plugin, const pbay_event *e) { (void)plugin, (void)e; }

static const void *get_iface(pbay_plugin *plugin, const char *id) {
  static const pbay_on_http_1 on_http = {request, body, cancel};
  static const pbay_on_bus_1 on_bus = {event, call};
  (void)plugin;
  if (strcmp(id, PBAY_ON_HTTP) == 0) return &on_http;
  if (strcmp(id, PBAY_ON_BUS) == 0) return &on_bus;
  return NULL;
}

static pbay_plugin *create(const pbay_host *host, pbay_str instance, pbay_error *error) {
  greeter *own = (greeter *)calloc(1, sizeof *own);
  (void)instance;
  if (own == NULL) {
    if (error != NULL) error->code = PBAY_E_LIMIT;
    return NULL;
  }
  own->host = host;
  own->http = (const pbay_http_1 *)host->get_iface(host, PBAY_HTTP);
  own->bus = (const pbay_bus_1 *)host->get_iface(host, PBAY_BUS);
  own->c.impl = own;
  own->c.start = start;
  own->c.drain = drain;
  own->c.stop = stop;
  own->c.destroy = destroy;
  own->c.get_iface = get_iface;
  return &own->c;
}

static const char *const needs[] = {PBAY_HTTP, PBAY_BUS, NULL};
static const char *const wants[] = {NULL};
#define TEXT(s) {s, sizeof(s) - 1}
static const pbay_desc desc = {TEXT("greeter-c"), TEXT("Greeter in C"), TEXT("0.1.0"), TEXT("org.example"), needs, wants, 0, 0};
PBAY_EXPORT const pbay_entry_t pbay_entry = {PBAY_MAGIC, PBAY_ABI_MAJOR, PBAY_ABI_MINOR, 0, &desc, create};
