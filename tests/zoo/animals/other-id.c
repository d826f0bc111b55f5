/* Calls itself something else than its plugin.json does.
 * check: load.descriptor failed
 * host: refused */
#define ZOO_DESC_ID "someone-else"
#include "zoo.h"
