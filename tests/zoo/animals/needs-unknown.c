/* Needs an interface of a later host.
 * check: load.needs failed
 * check: life.starts warning
 * host: refused
 * needs: pbay.telepathy/1 */
#define ZOO_NEEDS PBAY_HTTP, PBAY_BUS, "pbay.telepathy/1"
#include "zoo.h"
