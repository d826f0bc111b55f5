/* Does what it should, so that the zoo's own base is known to be sound.
 * check: life.starts ok
 * check: http.answers ok
 * check: bus.replies ok
 * check: bus.hears ok
 * check: life.repeats ok
 * check: elf.exports ok
 * check: load.descriptor ok
 * host: serves */
#include "zoo.h"
