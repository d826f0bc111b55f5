/* Exports a function beside pbay_entry, which another plugin could catch.
 * check: elf.exports failed
 * host: serves
 * link: free */
#include "zoo.h"
PBAY_EXPORT int compress(void);
int compress(void) { return 7; }
