/* Asks for a stack that can be executed.
 * check: elf.relocations failed
 * host: serves
 * link: execstack */
#include "zoo.h"
