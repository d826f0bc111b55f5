/* Needs a function nobody has.
 * check: load.opens failed
 * host: refused
 * link: undefined */
#include "zoo.h"
extern int nobody_has_this(void);
PBAY_EXPORT int ask(void);
int ask(void) { return nobody_has_this(); }
