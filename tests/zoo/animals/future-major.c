/* Was built for an ABI that does not exist yet.
 * check: load.entry failed
 * host: refused */
#define ZOO_MAJOR 2u
#include "zoo.h"
