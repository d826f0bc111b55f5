/* Leaves functions of its table empty.
 * check: create.table failed
 * host: failed */
#define ZOO_DRAIN NULL
#include "zoo.h"
