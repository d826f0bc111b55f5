/* Exports no pbay_entry.
 * check: elf.exports failed
 * check: load.opens failed
 * host: refused */
#define ZOO_NO_ENTRY
#include "zoo.h"
UNUSED static pbay_plugin *(*const kUnused)(const pbay_host *, pbay_str, pbay_error *) = ZOO_CREATE;
