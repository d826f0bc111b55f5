/* Made by describe.py: one exported variable per struct and enum, for abidw. */
#include "patchbay/pbay.h"

#define ANCHOR PBAY_EXPORT
ANCHOR pbay_str anchor_pbay_str;
ANCHOR pbay_bytes anchor_pbay_bytes;
ANCHOR pbay_kv anchor_pbay_kv;
ANCHOR pbay_kvs anchor_pbay_kvs;
ANCHOR pbay_error anchor_pbay_error;
ANCHOR pbay_sink anchor_pbay_sink;
ANCHOR pbay_host anchor_pbay_host;
ANCHOR pbay_plugin anchor_pbay_plugin;
ANCHOR pbay_desc anchor_pbay_desc;
ANCHOR pbay_entry_t anchor_pbay_entry_t;
ANCHOR pbay_http_1 anchor_pbay_http_1;
ANCHOR pbay_http_req anchor_pbay_http_req;
ANCHOR pbay_on_http_1 anchor_pbay_on_http_1;
ANCHOR pbay_ws_1 anchor_pbay_ws_1;
ANCHOR pbay_on_ws_1 anchor_pbay_on_ws_1;
ANCHOR pbay_event anchor_pbay_event;
ANCHOR pbay_call anchor_pbay_call;
ANCHOR pbay_bus_1 anchor_pbay_bus_1;
ANCHOR pbay_on_bus_1 anchor_pbay_on_bus_1;
ANCHOR pbay_store_1 anchor_pbay_store_1;
ANCHOR pbay_job anchor_pbay_job;
ANCHOR pbay_jobs_1 anchor_pbay_jobs_1;
ANCHOR pbay_on_jobs_1 anchor_pbay_on_jobs_1;
ANCHOR pbay_fetch_1 anchor_pbay_fetch_1;
ANCHOR pbay_on_fetch_1 anchor_pbay_on_fetch_1;
ANCHOR pbay_net_1 anchor_pbay_net_1;
ANCHOR pbay_files_1 anchor_pbay_files_1;
ANCHOR pbay_limits anchor_pbay_limits;
ANCHOR pbay_worker_1 anchor_pbay_worker_1;
ANCHOR pbay_on_worker_1 anchor_pbay_on_worker_1;
ANCHOR pbay_metrics_1 anchor_pbay_metrics_1;
ANCHOR pbay_on_admin_1 anchor_pbay_on_admin_1;
ANCHOR pbay_on_state_1 anchor_pbay_on_state_1;
ANCHOR enum pbay_code anchor_enum_pbay_code;
ANCHOR enum pbay_level anchor_enum_pbay_level;
ANCHOR enum pbay_plugin_flag anchor_enum_pbay_plugin_flag;
ANCHOR enum pbay_route_flag anchor_enum_pbay_route_flag;
ANCHOR enum pbay_bus_flag anchor_enum_pbay_bus_flag;
ANCHOR enum pbay_metric_kind anchor_enum_pbay_metric_kind;
