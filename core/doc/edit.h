/* edit.h - changes to a tree after it was parsed.
 * Owns: nothing. Threads: the one writer of the tree. mh_tree_remove is in tree.h. */
#ifndef MH_DOC_EDIT_H
#define MH_DOC_EDIT_H

#include "doc/tree.h"

/* Takes element n out and leaves what it holds in its place. Cost: its children. The document
 * itself, html, head and body stay: false. */
bool mh_tree_unwrap(mh_tree *t, mh_node n);

#endif
