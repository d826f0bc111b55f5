/* pbay.h - the Patchbay plugin ABI, major 1. C99, no dependencies, Apache-2.0; may be copied into any project.
 *
 * RULES, obeyed by every function below
 *  R1 Every struct, constant and signature is frozen once released. Growth is a new id ("pbay.store/2") with a new struct.
 *  R2 Memory never changes owner. Arguments are borrowed until the callee returns; results are handed to a pbay_sink and
 *     are valid only inside put(). There is no allocator, no free(), no pointer the other side may keep or write through.
 *  R3 Flat: scalars, (pointer, length), arrays of them, host-issued 64-bit ids. A callback with its self never leaves its
 *     process. A file descriptor from pbay.net/1 is the one thing that changes owner.
 *  R4 Host to plugin calls are one-way (void); the answer is a plugin to host call. Only [control] calls return a status.
 *  R5 Plugin to host calls are synchronous and thread-safe. During one the host may run, on the calling thread, the
 *     caller's own sink and another plugin's [worker] function, never a function of a plugin already on this thread's
 *     chain (that call gets PBAY_E_STATE). So hold no lock across a host call; put() may only copy and log.
 *  R6 Nothing may unwind (C++ exception, Rust panic, longjmp) across a call in either direction.
 *  R7 Text is UTF-8, (pointer, length), not NUL-terminated. Times are Unix milliseconds. Unknown flags are rejected. An
 *     unknown status is treated as PBAY_E_INTERNAL. Receivers ignore unknown JSON members.
 *
 * THREADS
 *  [control] one at a time, on the host's control thread, with a deadline (10 s); never overlaps another [control] call
 *  [worker]  a host worker thread; may block, may call the host; serial per instance unless PBAY_CONCURRENT
 *  [any]     callable from every thread, the plugin's own included (stop() must have joined those)
 *
 * LIFE
 *  create -> (restore) -> start -> (serving) -> drain -> (save) -> stop -> destroy.
 *  When start fails, stop is not called and destroy is.
 */
#ifndef PATCHBAY_PBAY_H
#define PATCHBAY_PBAY_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PBAY_EXPORT __attribute__((visibility("default")))
#define PBAY_MAGIC 0x31594250u /* "PBY1", little-endian */
#define PBAY_ABI_MAJOR 1u
#define PBAY_ABI_MINOR 0u /* for people to read, never compared */

/* ---------- values ---------- */

typedef int32_t pbay_status;
enum pbay_code {
  PBAY_OK = 0,
  PBAY_E_INVALID = -1,     /* the argument is wrong; the message says which and why */
  PBAY_E_NOT_FOUND = -2,
  PBAY_E_CONFLICT = -3,    /* if_rev did not match, or an explicit duplicate */
  PBAY_E_DENIED = -4,      /* the actor behind this pbay_ctx may not */
  PBAY_E_LIMIT = -5,       /* a bounded thing is full: try later */
  PBAY_E_TIMEOUT = -6,     /* the deadline of this pbay_ctx has passed */
  PBAY_E_CANCELLED = -7,
  PBAY_E_UNAVAILABLE = -8, /* known, but draining, broken or not ready */
  PBAY_E_UNSUPPORTED = -9, /* nobody offers that */
  PBAY_E_STATE = -10,      /* not allowed now (outside start(), re-entrant, after stop) */
  PBAY_E_GONE = -11,       /* the id is unknown or already finished */
  PBAY_E_STOP = -12,       /* from a sink: enough, thank you */
  PBAY_E_INTERNAL = -13
};

typedef struct pbay_str { const char *p; uint64_t n; } pbay_str; /* text, JSON included */
typedef struct pbay_bytes { const uint8_t *p; uint64_t n; } pbay_bytes;
typedef struct pbay_kv { pbay_str k, v; } pbay_kv;
typedef struct pbay_kvs { const pbay_kv *p; uint64_t n; } pbay_kvs;
typedef struct pbay_error { pbay_status code; uint32_t n; char msg[248]; } pbay_error; /* the caller's; may be NULL; filled iff status < 0 */
typedef struct pbay_sink { void *self; pbay_status (*put)(void *self, pbay_bytes item); } pbay_sink; /* once per item; not OK stops */
typedef uint64_t pbay_ctx; /* actor, trace and deadline; valid until its request, delivery or job ends. 0 = the plugin itself */
typedef uint64_t pbay_id;  /* host-issued, never reused while the host runs, 0 = none */

/* ---------- the host ---------- */

enum pbay_level { PBAY_LOG_DEBUG = 0, PBAY_LOG_INFO = 1, PBAY_LOG_WARN = 2, PBAY_LOG_ERROR = 3 };
typedef struct pbay_host pbay_host;
struct pbay_host {
  uint32_t abi_major, abi_minor;
  void *impl;                                                                                   /* the host's own */
  const void *(*get_iface)(const pbay_host *, const char *id);                                  /* [any] NULL = not offered; valid until destroy() returns */
  void (*log)(const pbay_host *, pbay_ctx, int32_t level, pbay_str msg, pbay_kvs fields);       /* [any] never blocks */
  pbay_status (*config)(const pbay_host *, pbay_str json_pointer, pbay_sink out, pbay_error *); /* [any] "" = the whole section as JSON */
  void (*fail)(const pbay_host *, pbay_str why);                                                /* [any] "I am broken": the host drains this instance */
};

/* ---------- the plugin ---------- */

typedef struct pbay_plugin pbay_plugin;
struct pbay_plugin {
  void *impl;                                              /* the plugin's own */
  pbay_status (*start)(pbay_plugin *, pbay_error *);       /* [control] register routes, subscriptions, providers, collections */
  void (*drain)(pbay_plugin *);                            /* [control] no new work follows; finish the old */
  void (*stop)(pbay_plugin *);                             /* [control] join threads; no host call after return */
  void (*destroy)(pbay_plugin *);                          /* [control] free everything, `self` included */
  const void *(*get_iface)(pbay_plugin *, const char *id); /* [control] "pbay.on-*"; the same answer every time */
};

enum pbay_plugin_flag {
  PBAY_CONCURRENT = 1u, /* [worker] calls of one instance may overlap; required of a plugin that provides a method and calls others' */
  PBAY_CLOSABLE = 2u    /* dlclose after destroy is safe */
};
typedef struct pbay_desc {
  pbay_str id, name, version, vendor; /* id: one lower-case word, equal to plugin.json's; vendor: reverse-DNS */
  const char *const *needs;           /* NULL-terminated interface ids; the host refuses to create() when one is missing */
  const char *const *wants;           /* NULL-terminated optional ones, for the operator's eyes */
  uint32_t flags, reserved;           /* pbay_plugin_flag; reserved = 0 */
} pbay_desc;
typedef struct pbay_entry_t {
  uint32_t magic, abi_major, abi_minor, reserved;
  const pbay_desc *desc;
  pbay_plugin *(*create)(const pbay_host *, pbay_str instance, pbay_error *); /* [control] cheap; only get_iface(), log(), config() inside */
} pbay_entry_t;
PBAY_EXPORT extern const pbay_entry_t pbay_entry; /* the only exported symbol */

/* ---------- HTTP in ---------- */

#define PBAY_HTTP "pbay.http/1"
#define PBAY_ON_HTTP "pbay.on-http/1"
enum pbay_route_flag {
  PBAY_STREAM_BODY = 1u, /* the body arrives by on_http.body(), not in the request */
  PBAY_WEBSOCKET = 2u,   /* GET with an upgrade; then on_ws.open() */
  /* who may call; exactly one level. The host answers 401 or 403 itself. */
  PBAY_FOR_AGENT = 0u,
  PBAY_FOR_ADMIN = 16u,
  PBAY_FOR_EMPLOYEE = 32u,
  PBAY_FOR_CUSTOMER = 48u, /* signed in, employee or customer */
  PBAY_FOR_VISITOR = 64u,  /* holds a visitor session, anonymous or better */
  PBAY_FOR_PUBLIC = 80u,   /* everybody */
  PBAY_FOR_MASK = 112u
};
typedef struct pbay_http_1 {
  /* [control] start() only. methods: "GET,HEAD"; pattern: "/kb/{slug}", a last "{rest*}" takes the remaining path. */
  pbay_status (*route)(const pbay_host *, pbay_str methods, pbay_str pattern, uint32_t flags, uint64_t tag, pbay_error *);
  pbay_status (*respond)(const pbay_host *, pbay_id req, int32_t status, pbay_kvs headers, pbay_bytes body); /* [any] the whole answer; E_GONE the second time */
  pbay_status (*begin)(const pbay_host *, pbay_id req, int32_t status, pbay_kvs headers);                    /* [any] a streamed answer, SSE */
  pbay_status (*write)(const pbay_host *, pbay_id req, pbay_bytes chunk);                                    /* [any] blocks for back-pressure, until the deadline */
  pbay_status (*end)(const pbay_host *, pbay_id req);                                                        /* [any] */
} pbay_http_1;
typedef struct pbay_http_req {
  pbay_id req;
  pbay_ctx ctx;
  uint64_t tag;                           /* route()'s */
  pbay_str method, path, query, remote;   /* path: decoded, locale prefix stripped; query: raw; remote: address text */
  pbay_kvs headers, params;               /* header names lower-case; params: the pattern's, decoded. The host adds
                                             "patchbay-locale" (of the page), "x-request-id" and "patchbay-assets" (where
                                             this plugin's assets/ are served; absent without); a client's own are dropped */
  pbay_bytes body;                        /* empty for PBAY_STREAM_BODY */
} pbay_http_req;
typedef struct pbay_on_http_1 {
  void (*request)(pbay_plugin *, const pbay_http_req *);                     /* [worker] answer now or later; the host sends 504 at the deadline (10 s) */
  void (*body)(pbay_plugin *, pbay_id req, pbay_bytes chunk, uint32_t last); /* [worker] */
  void (*cancel)(pbay_plugin *, pbay_id req);                                /* [worker] the client left or the deadline passed */
} pbay_on_http_1;

/* ---------- WebSocket: the host owns the socket, so a reload drops nothing ---------- */

#define PBAY_WS "pbay.ws/1"
#define PBAY_ON_WS "pbay.on-ws/1"
typedef struct pbay_ws_1 {
  pbay_status (*send)(const pbay_host *, pbay_id conn, uint32_t binary, pbay_bytes);                         /* [any] E_LIMIT = its queue is full */
  pbay_status (*close)(const pbay_host *, pbay_id conn, int32_t code, pbay_str why);                         /* [any] */
  pbay_status (*join)(const pbay_host *, pbay_id conn, pbay_str group, uint32_t leave);                      /* [any] groups span nodes */
  pbay_status (*send_group)(const pbay_host *, pbay_str group, pbay_id except, uint32_t binary, pbay_bytes); /* [any] */
  pbay_status (*set_state)(const pbay_host *, pbay_id conn, pbay_bytes);                                     /* [any] at most 4 KiB, given back in open() after a reload */
} pbay_ws_1;
typedef struct pbay_on_ws_1 {
  void (*open)(pbay_plugin *, pbay_id conn, const pbay_http_req *, pbay_bytes state, uint32_t resumed); /* [worker] */
  void (*message)(pbay_plugin *, pbay_id conn, uint32_t binary, pbay_bytes);                           /* [worker] in order per conn */
  void (*closed)(pbay_plugin *, pbay_id conn, int32_t code);                                           /* [worker] */
} pbay_on_ws_1;

/* ---------- events and methods: conversations, contacts, search, other plugins (JSON, see schemas/) ---------- */

#define PBAY_BUS "pbay.bus/1"
#define PBAY_ON_BUS "pbay.on-bus/1"
enum pbay_bus_flag { PBAY_DURABLE = 1u /* stored first, at least once, redelivered until ack(OK) */ };
typedef struct pbay_event {
  pbay_id delivery;
  pbay_ctx ctx;
  uint64_t tag; /* subscribe()'s */
  pbay_str topic, key, json;
  uint32_t attempt, flags;
} pbay_event;
typedef struct pbay_call {
  pbay_id call;
  pbay_ctx ctx;
  uint64_t tag; /* provide()'s */
  pbay_str method, json;
} pbay_call;
typedef struct pbay_bus_1 {
  pbay_status (*publish)(const pbay_host *, pbay_ctx, pbay_str topic, pbay_str key, pbay_str json, uint32_t flags, pbay_error *); /* [any] key orders */
  pbay_status (*subscribe)(const pbay_host *, pbay_str pattern, uint32_t flags, uint64_t tag, pbay_error *);                      /* [control] start() only; "message.*" */
  pbay_status (*ack)(const pbay_host *, pbay_id delivery, pbay_status, uint32_t retry_ms);                                        /* [any] durable ones only; retry_ms 0 = the host's back-off */
  /* [any] "message.append@1" asks the first provider that serves, "x@1#instance" that one. Nobody: E_UNSUPPORTED. */
  pbay_status (*call)(const pbay_host *, pbay_ctx, pbay_str method, pbay_str json, pbay_sink out, pbay_error *);
  pbay_status (*provide)(const pbay_host *, pbay_str method, uint64_t tag, pbay_error *);         /* [control] start() only; "kb.import@1" */
  pbay_status (*reply)(const pbay_host *, pbay_id call, pbay_status, pbay_str json_or_error);     /* [any] once; text of the error when status < 0 */
  pbay_status (*providers)(const pbay_host *, pbay_ctx, pbay_str method, pbay_sink out, pbay_error *); /* [any] one JSON item {"instance","plugin","state"} per provider, operator's order */
  pbay_status (*progress)(const pbay_host *, pbay_id call, pbay_str json);                        /* [any] {"done","total","text"}; E_CANCELLED = the caller gave up: stop */
} pbay_bus_1;
typedef struct pbay_on_bus_1 {
  void (*event)(pbay_plugin *, const pbay_event *); /* [worker] in order per (subscription, key) */
  void (*call)(pbay_plugin *, const pbay_call *);   /* [worker] finish with reply() */
} pbay_on_bus_1;

/* ---------- storage: documents, declared indexes, search mapping, blobs; each instance sees its own ---------- */

#define PBAY_STORE "pbay.store/1"
typedef struct pbay_store_1 {
  pbay_status (*collection)(const pbay_host *, pbay_str name, pbay_str schema_json, pbay_error *);                   /* [control] start() only; idempotent */
  pbay_status (*get)(const pbay_host *, pbay_ctx, pbay_str coll, pbay_str id, pbay_sink out, pbay_error *);          /* [any] {"id","rev","doc"} */
  pbay_status (*find)(const pbay_host *, pbay_ctx, pbay_str coll, pbay_str query_json, pbay_sink out, pbay_error *); /* [any] an item per hit, then {"next"} */
  pbay_status (*batch)(const pbay_host *, pbay_ctx, pbay_str ops_json, pbay_sink out, pbay_error *);                 /* [any] atomic, at most 256 operations and 4 MB; one item [{"id","rev"}] */
  pbay_status (*blob_put)(const pbay_host *, pbay_ctx, pbay_str key, pbay_str type, uint64_t off, pbay_bytes, uint32_t last, pbay_error *); /* [any] visible when last returned OK */
  pbay_status (*blob_get)(const pbay_host *, pbay_ctx, pbay_str key, uint64_t off, uint64_t max, pbay_sink out, pbay_error *);              /* [any] first {"type","size","sha256"}, then bytes */
} pbay_store_1;

/* ---------- timers (this process) and jobs (durable, one node, at least once) ---------- */

#define PBAY_JOBS "pbay.jobs/1"
#define PBAY_ON_JOBS "pbay.on-jobs/1"
typedef struct pbay_job {
  pbay_id job;
  pbay_ctx ctx;
  pbay_str queue, payload;
  uint32_t attempt, reserved;
} pbay_job;
typedef struct pbay_jobs_1 {
  pbay_status (*timer)(const pbay_host *, uint64_t tag, uint64_t first_ms, uint64_t period_ms); /* [any] period 0 = once; first_ms ~0 = cancel */
  pbay_status (*enqueue)(const pbay_host *, pbay_ctx, pbay_str queue, pbay_str unique, pbay_str payload, uint64_t not_before_ms, pbay_error *); /* [any] unique "" = none */
  pbay_status (*done)(const pbay_host *, pbay_id job, pbay_status, uint32_t retry_ms);          /* [any] */
} pbay_jobs_1;
typedef struct pbay_on_jobs_1 {
  void (*timer)(pbay_plugin *, uint64_t tag);     /* [worker] */
  void (*job)(pbay_plugin *, const pbay_job *);   /* [worker] finish with done() */
} pbay_on_jobs_1;

/* ---------- HTTP out: TLS, proxy, egress allow-list and tracing are the host's ---------- */

#define PBAY_FETCH "pbay.fetch/1"
#define PBAY_ON_FETCH "pbay.on-fetch/1"
typedef struct pbay_fetch_1 {
  pbay_status (*fetch)(const pbay_host *, pbay_ctx, uint64_t tag, pbay_str method, pbay_str url, pbay_kvs headers, pbay_bytes body, uint32_t timeout_ms, pbay_error *); /* [any] */
} pbay_fetch_1;
typedef struct pbay_on_fetch_1 {
  void (*part)(pbay_plugin *, uint64_t tag, int32_t http_or_status, pbay_kvs headers, pbay_bytes chunk, uint32_t last); /* [worker] status < 0 ends it */
} pbay_on_fetch_1;

/* ---------- sockets out and in, for protocols that are not HTTP ---------- */

#define PBAY_NET "pbay.net/1"
typedef struct pbay_net_1 {
  /* [any] purpose is one of plugin.json's "network". *fd is a connected, blocking TCP descriptor; the plugin owns and closes it. */
  pbay_status (*connect)(const pbay_host *, pbay_ctx, pbay_str purpose, pbay_str host, uint32_t port, int32_t *fd, pbay_error *);
  /* [any] name is one of plugin.json's "network"; the address is the operator's. *fd is listening; the plugin owns it. */
  pbay_status (*listen)(const pbay_host *, pbay_str name, int32_t *fd, pbay_error *);
} pbay_net_1;

/* ---------- files the operator named; plugins open no paths ---------- */

#define PBAY_FILES "pbay.files/1"
typedef struct pbay_files_1 {
  /* [any] dir relative to the grant, "" = its root. One JSON item per entry, by name: {"name","kind":"file|dir","size","mtime"}.
     Links are followed only while they stay inside the grant; others are listed as {"name","kind":"refused","why"}. */
  pbay_status (*list)(const pbay_host *, pbay_ctx, pbay_str grant, pbay_str dir, pbay_sink out, pbay_error *);
  pbay_status (*read)(const pbay_host *, pbay_ctx, pbay_str grant, pbay_str path, uint64_t off, uint64_t max, pbay_sink out, pbay_error *); /* [any] bytes in pieces */
} pbay_files_1;

/* ---------- work in a limited child: the same .so, no files, no network, bounded CPU and memory ---------- */

#define PBAY_WORKER "pbay.worker/1"
#define PBAY_ON_WORKER "pbay.on-worker/1"
typedef struct pbay_limits {
  uint64_t cpu_ms, wall_ms, memory_bytes, output_bytes; /* 0 = the host's default: 2 s, 10 s, 256 MB, 16 MB */
} pbay_limits;
typedef struct pbay_worker_1 {
  /* [any] blocks until the routine ended. E_LIMIT: a limit was met; E_UNAVAILABLE: the child died. Output goes to `out` as it comes. */
  pbay_status (*run)(const pbay_host *, pbay_ctx, pbay_str routine, pbay_bytes input, pbay_sink out, const pbay_limits *, pbay_error *);
} pbay_worker_1;
typedef struct pbay_on_worker_1 {
  /* In the child, on its only thread, on an instance that was created and never started; its host offers log() and
     config() and no interface. Pure: input to output. */
  pbay_status (*run)(pbay_plugin *, pbay_str routine, pbay_bytes input, pbay_sink out, pbay_error *);
} pbay_on_worker_1;

/* ---------- metrics ---------- */

#define PBAY_METRICS "pbay.metrics/1"
enum pbay_metric_kind { PBAY_COUNTER = 0, PBAY_GAUGE = 1, PBAY_HISTOGRAM = 2 };
typedef struct pbay_metrics_1 {
  pbay_status (*define)(const pbay_host *, uint32_t kind, pbay_str name, pbay_str help, pbay_id *out, pbay_error *); /* [any] */
  void (*record)(const pbay_host *, pbay_id metric, double value, pbay_kvs labels);                                  /* [any] never blocks */
} pbay_metrics_1;

/* ---------- optional administration; a plugin with on-state is drained before its successor starts ---------- */

#define PBAY_ON_ADMIN "pbay.on-admin/1"
#define PBAY_ON_STATE "pbay.on-state/1"
typedef struct pbay_on_admin_1 {
  pbay_status (*health)(pbay_plugin *, pbay_error *);      /* [worker] cheap; polled */
  pbay_status (*reconfigure)(pbay_plugin *, pbay_error *); /* [control] read config() again; an error keeps the old one */
} pbay_on_admin_1;
typedef struct pbay_on_state_1 {
  pbay_status (*save)(pbay_plugin *, pbay_sink out, pbay_error *);         /* [control] after drain, before stop */
  pbay_status (*restore)(pbay_plugin *, pbay_bytes saved, pbay_error *);   /* [control] between create and start; an error = start cold */
} pbay_on_state_1;

#ifdef __cplusplus
}
#endif
#endif
