#include "core/gateway/own_description.hpp"

namespace patchbay::gateway {

const std::string_view kOwnDescription = R"json({"paths":{
"/healthz":{
"get":{"summary":"The process is alive","tags":["host"],"responses":{"200":{"description":"Alive",
"content":{"application/json":{"schema":{"type":"object","properties":{"status":{"type":"string"}}}}}},
"default":{"$ref":"#/components/responses/Problem"}},"security":[]}
},
"/readyz":{
"get":{"summary":"Whether each part serves, with its reason when it does not","tags":["host"],
"responses":{"200":{"description":"Everything serves","content":{"application/json":{"schema":{
"type":"object","properties":{"ready":{"type":"boolean"},"parts":{"type":"object",
"additionalProperties":{"type":"object","properties":{"ready":{"type":"boolean"},"reason":{"type":[
"string","null"]}}}}}}}}},"503":{"description":"Some part does not serve yet","content":{
"application/json":{"schema":{"type":"object","properties":{"ready":{"type":"boolean"},"parts":{
"type":"object","additionalProperties":{"type":"object","properties":{"ready":{"type":"boolean"},
"reason":{"type":["string","null"]}}}}}}}}},"default":{"$ref":"#/components/responses/Problem"}},
"security":[]}
},
"/metrics":{
"get":{"summary":"Figures in Prometheus' text format","tags":["host"],"responses":{"200":{
"description":"The figures","content":{"text/plain":{"schema":{"type":"string"}}}},"default":{
"$ref":"#/components/responses/Problem"}},"security":[]}
},
"/api/v1/openapi.json":{
"get":{"summary":"This document","tags":["host"],"responses":{"200":{"description":"OpenAPI 3.1",
"content":{"application/json":{"schema":{"type":"object"}}}},"default":{
"$ref":"#/components/responses/Problem"}},"security":[]}
},
"/api/v1/search":{
"get":{"summary":"Search all content in one ranking","tags":["host"],"responses":{"200":{
"description":"Hits, best first","content":{"application/json":{"schema":{"type":"object","required":[
"hits","corrected","took_us","next"],"properties":{"hits":{"type":"array","items":{
"$ref":"#/components/schemas/Hit"}},"corrected":{"type":["string","null"],
"description":"a spelling that finds more"},"took_us":{"type":"integer"},"next":{"type":["string",
"null"],"description":"cursor of the next page"}}}}}},"default":{
"$ref":"#/components/responses/Problem"}},"parameters":[{"name":"q","in":"query","required":true,
"description":"words, a \"phrase\", -not; at most 500 bytes","schema":{"type":"string"}},{
"name":"locale","in":"query","required":false,
"description":"the reader's locale; its content ranks first, nothing is filtered","schema":{
"type":"string"}},{"name":"kind","in":"query","required":false,
"description":"only these kinds, separated by commas","schema":{"type":"string"}},{"name":"limit",
"in":"query","required":false,"description":"1 to 100","schema":{"type":"integer","minimum":1,
"maximum":100,"default":10}},{"name":"cursor","in":"query","required":false,
"description":"next of the page before","schema":{"type":"string"}},{"name":"record","in":"query",
"required":false,"description":"0 = do not count the query, for forms that search while somebody types",
"schema":{"type":"string","enum":["0","1"]}}],"security":[]}
},
"/api/v1/suggest":{
"get":{"summary":"Titles while somebody types, from two letters","tags":["host"],"responses":{"200":{
"description":"At most 8 hits","content":{"application/json":{"schema":{"type":"object","required":[
"hits","corrected","took_us","next"],"properties":{"hits":{"type":"array","items":{
"$ref":"#/components/schemas/Hit"}},"corrected":{"type":["string","null"],
"description":"a spelling that finds more"},"took_us":{"type":"integer"},"next":{"type":["string",
"null"],"description":"cursor of the next page"}}}}}},"default":{
"$ref":"#/components/responses/Problem"}},"parameters":[{"name":"q","in":"query","required":true,
"description":"what was typed so far","schema":{"type":"string"}},{"name":"locale","in":"query",
"required":false,"description":"the reader's locale; its content ranks first, nothing is filtered",
"schema":{"type":"string"}},{"name":"limit","in":"query","required":false,"description":"1 to 8",
"schema":{"type":"integer","minimum":1,"maximum":8,"default":8}}],"security":[]}
},
"/api/v1/pathways":{
"get":{"summary":"The ways to get help that exist right now, in the operator's order","tags":["host"],
"responses":{"200":{"description":"The steps","content":{"application/json":{"schema":{"type":"object",
"properties":{"steps":{"type":"array","items":{"type":"object","required":["id","available","label",
"reason","wait_seconds"],"properties":{"id":{"type":"string"},"available":{"type":"boolean"},"label":{
"type":"string"},"reason":{"type":["string","null"],"description":"closed, nobody, full, …"},
"wait_seconds":{"type":["integer","null"]},"opens_at":{"type":["string","null"],"format":"date-time",
"description":"of a closed one: when it opens next"},"reveal":{"enum":["always","after_attempt",
"after_no"]},"revealed":{"type":"boolean",
"description":"whether it is to be shown now; whoever asks for a person gets one anyway"},"url":{
"type":["string","null"]}}}}}}}}},"default":{"$ref":"#/components/responses/Problem"}},
"parameters":[{"name":"locale","in":"query","required":false,
"description":"the reader's locale; its content ranks first, nothing is filtered","schema":{
"type":"string"}},{"name":"attempted","in":"query","required":false,
"description":"1: the visitor tried something already","schema":{"type":"string"}},{"name":"no",
"in":"query","required":false,"description":"1: the visitor said that something did not help","schema":{
"type":"string"}}],"security":[]}
},
"/api/v1/widget/session":{
"post":{"summary":"Begin a visitor's session","tags":["host"],"responses":{"200":{
"description":"The session","content":{"application/json":{"schema":{"type":"object","required":[
"token","contact_id","expires_at","features"],"properties":{"token":{"type":"string"},"contact_id":{
"type":"string"},"expires_at":{"type":"string","format":"date-time"},"features":{"type":"object"}}}}}},
"default":{"$ref":"#/components/responses/Problem"}},"requestBody":{"required":true,"content":{
"application/json":{"schema":{"type":"object","properties":{"inbox":{"type":"string"},"locale":{
"type":"string"},"identity":{"type":["string","null"],
"description":"a JSON Web Token of the business: HS256 or EdDSA, at most ten minutes"}}}}}},"security":[]}
},
"/api/v1/uploads":{
"post":{"summary":"Send a file; gone after 24 hours unless something names it","tags":["host"],
"responses":{"201":{"description":"It is kept","content":{"application/json":{"schema":{"type":"object",
"required":["id","name","type","size","url"],"properties":{"id":{"type":"string"},"name":{
"type":"string"},"type":{"type":"string"},"size":{"type":"integer"},"url":{"type":"string",
"description":"a link that works for 15 minutes"}}}}}},"default":{
"$ref":"#/components/responses/Problem"}},"parameters":[{"name":"Upload-Name","in":"header",
"description":"the file's name, percent-encoded UTF-8","schema":{"type":"string"}}],"requestBody":{
"required":true,"content":{"application/octet-stream":{"schema":{"type":"string","format":"binary"}}}},
"security":[{"bearer":[]},{"cookie":[]},{"token":[]}]}
},
"/files/{id}/{name}":{
"get":{"summary":"A file, by a signed link; ranges work","tags":["host"],"responses":{"200":{
"description":"The file","content":{"application/octet-stream":{"schema":{"type":"string",
"format":"binary"}}}},"206":{"description":"A part of it","content":{"application/octet-stream":{
"schema":{"type":"string","format":"binary"}}}},"default":{"$ref":"#/components/responses/Problem"}},
"parameters":[{"name":"id","in":"path","required":true,"description":"of the upload","schema":{
"type":"string"}},{"name":"name","in":"path","required":true,"description":"for the reader's eyes only",
"schema":{"type":"string"}},{"name":"exp","in":"query","required":true,
"description":"Unix time until which the link works","schema":{"type":"string"}},{"name":"sig",
"in":"query","required":true,"description":"the link's signature","schema":{"type":"string"}}],
"security":[]}
},
"/assets/{plugin}/{hash}/{file}":{
"get":{"summary":"A file of a plugin's assets; may be kept for ever","tags":["host"],"responses":{
"200":{"description":"The file","content":{"application/octet-stream":{"schema":{"type":"string",
"format":"binary"}}}},"default":{"$ref":"#/components/responses/Problem"}},"parameters":[{
"name":"plugin","in":"path","required":true,"description":"the plugin's id","schema":{"type":"string"}},
{"name":"hash","in":"path","required":true,"description":"of its assets","schema":{"type":"string"}},{
"name":"file","in":"path","required":true,"description":"path below its assets folder","schema":{
"type":"string"}}],"security":[]}
},
"/api/v1/login":{
"post":{"summary":"Sign in with e-mail and password","tags":["host"],"responses":{"200":{
"description":"Signed in; the session cookie is set","content":{"application/json":{"schema":{
"$ref":"#/components/schemas/Principal"}}}},"default":{"$ref":"#/components/responses/Problem"}},
"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":[
"email","password"],"properties":{"email":{"type":"string"},"password":{"type":"string"},"code":{
"type":"string","description":"of the second step; without it the answer is 401, totp_required"},"cookie":{
"type":"boolean","default":true,"description":"false: no cookie, the answer has the token"}}}}}},
"security":[]}
},
"/api/v1/logout":{
"post":{"summary":"End this session","tags":["host"],"responses":{"204":{"description":"Ended"},
"default":{"$ref":"#/components/responses/Problem"}},"security":[{"bearer":[]},{"cookie":[]},{
"token":[]}]}
},
"/api/v1/me":{
"get":{"summary":"Who this session is","tags":["host"],"responses":{"200":{"description":"Who it is",
"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Principal"}}}},"default":{
"$ref":"#/components/responses/Problem"}},"security":[{"bearer":[]},{"cookie":[]},{"token":[]}]}
},
"/api/v1/call/{method}":{
"post":{"summary":"Call a method of the bus, for administrators","tags":["host"],"responses":{"200":{
"description":"The method's reply","content":{"application/json":{"schema":{}}}},"default":{
"$ref":"#/components/responses/Problem"}},"parameters":[{"name":"method","in":"path","required":true,
"description":"such as search.query@1","schema":{"type":"string"}}],"requestBody":{"required":false,
"content":{"application/json":{"schema":{"type":"object"}}}},"security":[{"bearer":[]},{"cookie":[]},{
"token":[]}]}
},
"/api/v1/journey":{
"post":{"summary":"A finished journey, without any id: only counters change","tags":["host"],
"responses":{"204":{"description":"Counted"},"default":{"$ref":"#/components/responses/Problem"}},
"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":[
"kinds"],"properties":{"kinds":{"type":"array","items":{"type":"string"},"maxItems":20},"need":{
"type":"boolean"},"solved":{"type":"boolean"},"pathway":{"type":["string","null"]},"locale":{
"type":"string"}}}}}},"security":[]}
},
"/signin":{
"get":{"summary":"The sign-in page","tags":["host"],"responses":{"200":{"description":"The page",
"content":{"text/html":{"schema":{"type":"string"}}}},"default":{
"$ref":"#/components/responses/Problem"}},"parameters":[{"name":"token","in":"query","required":false,
"description":"of a one-time link; looking does not use it up","schema":{"type":"string"}},{
"name":"next","in":"query","required":false,"description":"path to go to afterwards","schema":{
"type":"string"}}],"security":[]},
"post":{"summary":"What its form sends","tags":["host"],"responses":{"303":{
"description":"Signed in: go there"},"default":{"$ref":"#/components/responses/Problem"}},
"requestBody":{"required":true,"content":{"application/x-www-form-urlencoded":{"schema":{
"type":"object","properties":{"action":{"type":"string","enum":["login","code","link","confirm","password","admin",
"out"]}}}}}},"security":[]}
},
"/setup":{
"get":{"summary":"The page behind the link of `patchbay setup`","tags":["host"],"responses":{"200":{"description":"The page",
"content":{"text/html":{"schema":{"type":"string"}}}},"404":{"description":"The link is used or too old"}},
"parameters":[{"name":"token","in":"query","required":true,"description":"of the link","schema":{"type":"string"}}],"security":[]},
"post":{"summary":"Its answers, for the command that waits","tags":["host"],"responses":{"200":{"description":"Sent to the terminal"},
"404":{"description":"The link is used or too old"}},"requestBody":{"required":true,"content":{
"application/x-www-form-urlencoded":{"schema":{"type":"object","properties":{"token":{"type":"string"},"name":{"type":"string"},
"public_url":{"type":"string"},"locales":{"type":"string"},"default_locale":{"type":"string"},"time_zone":{"type":"string"},
"accent":{"type":"string"},"plugins":{"type":"string"}}}}}},"security":[]}
},
"/ws/v1":{
"get":{"summary":"The WebSocket of conversations","tags":["host"],"responses":{"101":{
"description":"Speak JSON text frames; the first is {\"type\":\"auth\",\"token\":…}"},"default":{
"$ref":"#/components/responses/Problem"}},"security":[]}
}
},
"components":{"schemas":{"Problem":{"type":"object","required":["type","title","status","detail","code",
"request_id"],"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{
"type":"integer"},"detail":{"type":"string"},"code":{"type":"string"},"request_id":{"type":"string"}}},
"Hit":{"type":"object","required":["kind","id","title","snippet","url","locale","score"],"properties":{
"kind":{"type":"string"},"id":{"type":"string"},"title":{"type":"string"},"snippet":{"type":"string",
"description":"escaped HTML with <mark>"},"url":{"type":"string"},"locale":{"type":"string"},"score":{
"type":"number"}}},"Principal":{"type":"object","required":["kind","id"],"properties":{"kind":{
"type":"string","enum":["visitor","customer","employee","agent","admin"]},"id":{"type":"string"},
"name":{"type":["string","null"]},"email":{"type":["string","null"]},"contact_id":{"type":["string",
"null"]},"groups":{"type":"array","items":{"type":"string"}},"verified":{"type":"boolean"},"locale":{
"type":["string","null"]},"inbox":{"type":["string","null"]},"expires_at":{"type":"string",
"format":"date-time"},"token":{"type":"string"}}}},"responses":{"Problem":{
"description":"What went wrong, in words and as a code","content":{"application/problem+json":{
"schema":{"$ref":"#/components/schemas/Problem"}}}}},"securitySchemes":{"bearer":{"type":"http",
"scheme":"bearer"},"cookie":{"type":"apiKey","in":"cookie","name":"__Host-sid"},"token":{
"type":"apiKey","in":"header","name":"api_access_token"}}}})json";

}  // namespace patchbay::gateway
