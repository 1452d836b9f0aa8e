/* banned.h - functions that do not compile here, each with a bounded or
 * reentrant replacement in model/base. Include after the system headers. */
#ifndef BANNED_H
#define BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gmtime localtime asctime
#pragma GCC poison ctime atoi atol atoll atof rand srand system popen tmpnam mktemp gets
#endif
