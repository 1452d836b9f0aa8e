/*
 * tree.h - folders, opened and removed without following a link.
 *
 * Stands on libc.
 */
#ifndef STORE_TREE_H
#define STORE_TREE_H
#include "model/base/base.h"

/* A folder's descriptor; -1 and errno when it is none. */
int folder_open(int at, const char *name);
/* The folder and all in it, as far as that goes. */
void tree_remove(int at, const char *name);
#endif
