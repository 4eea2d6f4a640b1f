/* plugin.h - where plugins are.
 * Owns: a path list owns its folders. Threads: any.
 *
 * Searched in this order, the first hit wins: plugins/ in the job's folder, the user's XDG data
 * folder, the folder installed with the program (beside it in a source tree). For a job in a folder called test,
 * also the folder of the plugin that it tests, or plugins/ beside it. */
#ifndef MH_CONF_PLUGIN_H
#define MH_CONF_PLUGIN_H

#include "base/fs.h"

/* Appends the folders that exist; job_folder may be NULL. */
void mh_plugin_path(mh_names *out, const char *job_folder);
/* The folder of the plugin, owned; NULL with an error that names the nearest one and the folders. */
char *mh_plugin_find(const mh_names *path, mh_view name, mh_err *e);
/* Names of all plugins, sorted, the same name once: a folder with a manifest.lua. */
void mh_plugin_names(const mh_names *path, mh_names *out);
/* The lib folder that require searches last: that of the installed plugins. Owned or NULL. */
char *mh_plugin_lib(void);

#endif
